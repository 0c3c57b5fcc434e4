// Kernel weights of sentences: the gradient summed over all actions, or at one drawn action and one drawn
// sentence as released (DSO specification 1.3, 1.9.2, 1.10).

#include <cmath>
#include <optional>

#include "sentences/benchmark/draws.hpp"
#include "sentences/methods/drawn_action.hpp"
#include "sentences/methods/kernels/kernel_block.hpp"
#include "sentences/methods/kernels/round_density.hpp"
#include "sentences/methods/kinds/kinds.hpp"
#include "sentences/methods/weight.hpp"

namespace megabandit {
namespace {

float baseline_of(const SentenceLog& log, Baseline baseline) {
  return baseline == Baseline::mean ? log.rewards.mean() : 0;
}

class SummedDso final : public LogRule {
 public:
  SummedDso(const Experiment& experiment, const MethodSettings& settings)
      : LogRule(experiment),
        clip_(settings.clip),
        baseline_(baseline_of(log(), settings.baseline)),
        block_(experiment, settings) {}

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally& tally) override {
    block_.take(batch);
    slope.setZero();
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const float reward = log().rewards[batch.rounds[static_cast<std::size_t>(i)]] - baseline_;
      block_.add_credit(batch, i, clip_, reward / static_cast<float>(batch.size()), slope.row(i), tally);
    }
  }

 private:
  double clip_;
  float baseline_;
  KernelBlock block_;
};

class DrawnDso final : public LogRule {
 public:
  DrawnDso(const Experiment& experiment, const MethodSettings& settings)
      : LogRule(experiment),
        settings_(settings),
        noise_(std::sqrt(kernel_variance(experiment, settings))),
        baseline_(baseline_of(log(), settings.baseline)),
        offsets_(log().outputs - log().shifts) {
    if (settings.density == DensityKind::exact)
      block_.emplace(experiment, settings);
    else
      log_densities_ = round_log_densities(experiment, settings);
  }

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally& tally) override {
    if (block_) block_->take(batch);
    slope.setZero();
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const std::uint32_t round = batch.rounds[static_cast<std::size_t>(i)];
      const std::uint32_t action = drawn_action(experiment(), batch, i);
      const double weight = std::exp(log_kernel_at_draw(batch, i, action) - log_density(i, round));
      const float credit = counted_weight(weight, settings_.clip, tally) * (log().rewards[round] - baseline_);
      add_point(batch.probabilities.row(i), action, credit, batch.size(), slope.row(i));
    }
  }

 private:
  /// Of the pivot and one sentence of the action; the noise of all that is noisy at once.
  double log_kernel_at_draw(const Batch& batch, Eigen::Index i, std::uint32_t action) const {
    const RowMatrix<float>& pivots = block_ ? block_->pivots() : offsets_;
    Eigen::RowVectorXf difference = pivots.row(block_ ? i : batch.rounds[static_cast<std::size_t>(i)]);
    difference -= experiment().world().outputs().row(action);
    add_noise(experiment().settings().seed, Purpose::chosen_output, batch.number(i), noise_,
              {difference.data(), static_cast<std::size_t>(difference.size())});
    return log_kernel(kernel_of(settings_), difference.cast<double>().squaredNorm());
  }

  /// NaN where there is none.
  double log_density(Eigen::Index i, std::uint32_t round) const {
    const bool there = block_ ? block_->supported(i) : std::isfinite(log_densities_[round]);
    if (!there) return std::numeric_limits<double>::quiet_NaN();
    return block_ ? block_->log_density(i) : log_densities_[round];
  }

  MethodSettings settings_;
  double noise_;
  float baseline_;
  RowMatrix<float> offsets_;
  std::optional<KernelBlock> block_;
  std::vector<double> log_densities_;
};

}  // namespace

std::unique_ptr<Method> make_dso(const Experiment& experiment, const MethodSettings& settings) {
  if (settings.sum == Summation::sampled) return make_dense<DrawnDso>(experiment, settings, settings);
  return make_dense<SummedDso>(experiment, settings, settings);
}

}  // namespace megabandit
