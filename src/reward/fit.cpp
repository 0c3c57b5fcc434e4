#include "reward/fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/threads.hpp"
#include "run/shared_tally.hpp"
#include "run/windows.hpp"

namespace megabandit {
namespace {

constexpr ConjugateGradients::Limits kLimits{.residual = 1e-10, .products = 1000};
constexpr double kConstant = 1e-10;  // a variance below this share of the mean square is rounding

// Sections of the tally. Moments and errors have one cell a column, folds one a coefficient, or none while
// something else is summed; each keeps its scale.
enum Section : std::size_t { kCounts, kFeatures, kFeatureSquares, kOutputs, kOutputSquares, kErrors, kFolds };

template <class Row>
std::span<const double> numbers(const Row& row) {
  return {row.data(), static_cast<std::size_t>(row.size())};
}

Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }

/// The contexts of a block that have rounds, and these.
struct BlockRounds {
  RowMatrix<double> features;         // [contexts, d]
  RowMatrix<double> outputs;          // [rounds, e]
  Vector reward;                      // [rounds]
  std::vector<Eigen::Index> context;  // of each round: row of `features`
  std::vector<std::uint64_t> fold;    // of each context

  BlockRounds(const BlockView& block, const OutputsOfRounds& seen, const Folds& folds) {
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t row : block.context) {
      if (rows.empty() || rows.back() != row) {
        rows.push_back(row);
        fold.push_back(folds(block.id, row));
      }
      context.push_back(index(rows.size() - 1));
    }
    features = block.features(rows, Eigen::all).cast<double>();
    reward =
        Eigen::Map<const Eigen::VectorXf>(block.reward.data(), index(block.reward.size())).cast<double>();
    outputs.resize(reward.size(), index(seen.columns()));
    for (std::size_t i = 0; i < context.size(); ++i)
      outputs.row(index(i)) =
          unshifted_output(seen, block, i) + output_shift(block, block.context[i], seen.columns());
  }
};

/// sum_i z_i x_i^T s_i over the rounds whose fold is meant, standardised columns: what the gradient of any
/// sum of functions of rhat(x_i, s_i) looks like.
RowMatrix<double> weighed_products(const BlockRounds& rounds, const RowMatrix<double>& features,
                                   const RowMatrix<double>& outputs, const Vector& z) {
  RowMatrix<double> of_context = RowMatrix<double>::Zero(features.rows(), outputs.cols());
  for (Eigen::Index i = 0; i < z.size(); ++i)
    of_context.row(rounds.context[static_cast<std::size_t>(i)]) += z[i] * outputs.row(i);
  return features.transpose() * of_context;
}

Standard standard_of(const std::vector<double>& sum, const std::vector<double>& squares, double count) {
  const Eigen::RowVectorXd mean = Eigen::Map<const Eigen::RowVectorXd>(sum.data(), index(sum.size())) / count;
  const Eigen::RowVectorXd square =
      Eigen::Map<const Eigen::RowVectorXd>(squares.data(), index(squares.size())) / count;
  Standard standard{mean, Eigen::RowVectorXd::Ones(mean.size())};
  for (Eigen::Index j = 0; j < mean.size(); ++j) {
    const double variance = square[j] - mean[j] * mean[j];
    if (variance > kConstant * square[j]) standard.scale[j] = std::sqrt(variance);
  }
  return standard;
}

class Fit final : public Learner {
 public:
  Fit(Shard& shard, const OutputsOfRounds& outputs, const FitSettings& settings)
      : shard_(shard), outputs_(outputs), settings_(settings) {
    fitted_.rewards.folds = {settings.folds, settings.seed, shard.plan().contexts_per_block};
    systems_.resize(settings.folds);
  }

  TallyLayout layout() const override {
    const std::size_t d = shard_.shape().features, e = outputs_.columns();
    const auto in = [this](Stage stage, std::size_t cells) { return stage_ == stage ? cells : 0; };
    TallyLayout layout{{{"counts", 3},
                        {"features", in(Stage::moments, d)},
                        {"squared features", in(Stage::moments, d)},
                        {"outputs", in(Stage::moments, e)},
                        {"squared outputs", in(Stage::moments, e)},
                        {"squared errors", 1}}};
    const bool folds = stage_ == Stage::right_sides || stage_ == Stage::products;
    layout.sections.insert(layout.sections.end(), settings_.folds, {"fold", folds ? (1 + d) * (1 + e) : 0});
    return layout;
  }

  void observe(const Share& share, Tally& tally) override {
    const Range owned = shard_.plan().owned(share.rank, share.ranks);
    std::vector<BlockId> ids;
    for (std::uint64_t block = owned.first; block < owned.last; ++block)
      if (dealt_here(block)) ids.emplace_back(block);
    SharedTally shared(tally);
    for_windows(shard_, ids, nullptr, [&](std::span<const BlockView> blocks) {
      parallel_for(settings_.threads, blocks.size(),
                   [&](std::size_t i, std::size_t) { observe_block(blocks[i], shared); });
    });
  }

  Decision decide(const Tally& total) override {
    ++fitted_.passes;
    switch (stage_) {
      case Stage::moments:
        take_moments(total);
        break;
      case Stage::right_sides:
        take_right_sides(total);
        break;
      case Stage::products:
        take_products(total);
        break;
      case Stage::errors:
        take_errors(total);
        return {"the model of rewards is learned"};
    }
    return {};
  }

  SavedState save() const override { return {}; }
  void load(const SavedState&) override {}
  FittedRewards take() { return std::move(fitted_); }

 private:
  enum class Stage { moments, right_sides, products, errors };

  // Ranks that have the same blocks share them out.
  bool dealt_here(std::uint64_t block) const {
    const Communicator* group = settings_.group;
    return group == nullptr ||
           block % static_cast<std::uint64_t>(group->size()) == static_cast<std::uint64_t>(group->rank());
  }

  void observe_block(const BlockView& block, SharedTally& tally) const {
    if (block.context.empty()) return;
    const BlockRounds rounds(block, outputs_, fitted_.rewards.folds);
    if (stage_ == Stage::moments) return observe_moments(rounds, tally);
    const RowMatrix<double> features = fitted_.rewards.features(rounds.features),
                            outputs = fitted_.rewards.outputs(rounds.outputs);
    if (stage_ == Stage::errors) return observe_errors(rounds, features, outputs, tally);
    for (std::size_t fold = 0; fold < settings_.folds; ++fold) {
      if (stage_ == Stage::products && !systems_[fold].going_on()) continue;
      const Vector z =
          stage_ == Stage::products
              ? along(fold, rounds, features, outputs)
              : of_folds(rounds, rounds.reward, [fold](std::uint64_t own) { return own != fold; });
      tally.add(kFolds + fold, numbers(weighed_products(rounds, features, outputs, z)));
    }
  }

  void observe_moments(const BlockRounds& rounds, SharedTally& tally) const {
    const RowMatrix<double> features = rounds.features(rounds.context, Eigen::all);
    const auto add = [&](Section section, const RowMatrix<double>& rows) {
      const Eigen::RowVectorXd sum = rows.colwise().sum();
      tally.add(section, numbers(sum));
    };
    add(kFeatures, features);
    add(kFeatureSquares, features.cwiseAbs2());
    add(kOutputs, rounds.outputs);
    add(kOutputSquares, rounds.outputs.cwiseAbs2());
    const std::array counts{static_cast<double>(rounds.reward.size()), rounds.reward.sum(),
                            rounds.reward.squaredNorm()};
    tally.add(kCounts, std::span<const double>(counts));
  }

  // Numbers of rounds, 0 for those of folds that are not meant.
  template <class Meant>
  static Vector of_folds(const BlockRounds& rounds, Vector numbers, const Meant& meant) {
    for (Eigen::Index i = 0; i < numbers.size(); ++i)
      if (!meant(rounds.fold[static_cast<std::size_t>(rounds.context[static_cast<std::size_t>(i)])]))
        numbers[i] = 0;
    return numbers;
  }

  // <W, x_i s_i> with W the direction of a fold's system, for the rounds it learns from.
  Vector along(std::size_t fold, const BlockRounds& rounds, const RowMatrix<double>& features,
               const RowMatrix<double>& outputs) const {
    const Vector& direction = systems_[fold].direction();
    const Eigen::Map<const RowMatrix<double>> weights(direction.data(), features.cols(), outputs.cols());
    return of_folds(rounds, said(rounds, features * weights, outputs),
                    [fold](std::uint64_t own) { return own != fold; });
  }

  static Vector said(const BlockRounds& rounds, const RowMatrix<double>& of_context,
                     const RowMatrix<double>& outputs) {
    return of_context(rounds.context, Eigen::all).cwiseProduct(outputs).rowwise().sum();
  }

  void observe_errors(const BlockRounds& rounds, const RowMatrix<double>& features,
                      const RowMatrix<double>& outputs, SharedTally& tally) const {
    RowMatrix<double> of_context(features.rows(), outputs.cols());
    for (Eigen::Index c = 0; c < features.rows(); ++c)
      of_context.row(c) = features.row(c) * fitted_.rewards.weights[rounds.fold[static_cast<std::size_t>(c)]];
    const std::array error{(rounds.reward - said(rounds, of_context, outputs)).squaredNorm()};
    tally.add(kErrors, std::span<const double>(error));
  }

  void take_moments(const Tally& total) {
    const auto counts = total.section(kCounts);
    const double rounds = std::max(1.0, counts[0]);
    spread_ = counts[2] - counts[1] * counts[1] / rounds;
    if (spread_ <= kConstant * counts[2]) spread_ = 0;
    fitted_.rewards.features = standard_of(total.section(kFeatures), total.section(kFeatureSquares), rounds);
    fitted_.rewards.outputs = standard_of(total.section(kOutputs), total.section(kOutputSquares), rounds);
    stage_ = Stage::right_sides;
  }

  void take_right_sides(const Tally& total) {
    for (std::size_t fold = 0; fold < settings_.folds; ++fold) {
      const auto sums = total.section(kFolds + fold);
      const Vector right_side = Eigen::Map<const Vector>(sums.data(), index(sums.size()));
      fitted_.rewards.weights.push_back(
          RowMatrix<double>::Zero(index(1 + shard_.shape().features), index(1 + outputs_.columns())));
      if (right_side.squaredNorm() > 0) systems_[fold].begin(right_side, whole_space(), kLimits);
    }
    go_on();
  }

  void take_products(const Tally& total) {
    for (std::size_t fold = 0; fold < settings_.folds; ++fold) {
      if (!systems_[fold].going_on()) continue;
      const auto sums = total.section(kFolds + fold);
      Vector product = Eigen::Map<const Vector>(sums.data(), index(sums.size()));
      const Vector& direction = systems_[fold].direction();
      product.tail(product.size() - 1) += settings_.ridge * direction.tail(direction.size() - 1);
      systems_[fold].take(product, whole_space());
      Eigen::Map<Vector>(fitted_.rewards.weights[fold].data(), product.size()) = systems_[fold].solution();
      if (!systems_[fold].going_on())
        fitted_.converged = fitted_.converged && systems_[fold].residual() <= kLimits.residual;
    }
    go_on();
  }

  void go_on() {
    const bool more = std::ranges::any_of(systems_, &ConjugateGradients::going_on);
    stage_ = more ? Stage::products : Stage::errors;
  }

  void take_errors(const Tally& total) {
    fitted_.explained =
        spread_ > 0 ? 1 - total.section(kErrors)[0] / spread_ : std::numeric_limits<double>::quiet_NaN();
  }

  Shard& shard_;
  const OutputsOfRounds& outputs_;
  FitSettings settings_;
  Stage stage_ = Stage::moments;
  std::vector<ConjugateGradients> systems_;  // one a fold
  double spread_ = 0;                        // of rewards
  FittedRewards fitted_;
};

}  // namespace

FittedRewards fit_rewards(const LoopRanks& ranks, Shard& shard, const OutputsOfRounds& outputs,
                          const FitSettings& settings) {
  Fit fit(shard, outputs, settings);
  LoopState state;
  run_loop(ranks, fit, Reduction::reproducible, state, {});
  return fit.take();
}

}  // namespace megabandit
