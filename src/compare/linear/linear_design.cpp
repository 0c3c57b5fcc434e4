#include "compare/linear/linear_design.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.hpp"
#include "base/range.hpp"
#include "compare/bradley_terry/logistic.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kDirections = 8;      // that are looked along a wave
constexpr std::uint64_t kSteps = 16;        // of Frank and Wolfe a wave
constexpr std::uint64_t kDirectEvery = 16;  // comparisons
constexpr std::uint64_t kDirectRivals = 16;
// Gaps below this share of their standard error count as so much: of those that seem level with the leader
// one wants to know more, too.
constexpr double kLeastGap = 0.1;

Eigen::MatrixXd information_of(const ConfidenceRegion& region) {
  const LinearScores& model = region.model();
  const Likelihood::Slope slope = region.likelihood().slope(model.scores(region.coefficients()));
  Eigen::MatrixXd information = model.information(region.likelihood().pairs(), slope.curvature);
  information.diagonal().array() += kLinearRidge.design;
  return information;
}

}  // namespace

Eigen::MatrixXd first_directions(Eigen::Index dimension, std::uint64_t seed) {
  Eigen::MatrixXd directions(dimension, 2 * dimension);
  directions.leftCols(dimension).setIdentity();
  for (Eigen::Index i = 0; i < dimension * dimension; ++i)
    directions(i % dimension, dimension + i / dimension) =
        normal({seed, Stream::sampling, 0, static_cast<std::uint64_t>(i)});
  return directions;
}

LinearDesign::LinearDesign(const RowMatrix<double>& features, const ConfidenceRegion& region,
                           CandidateId leader, std::vector<CandidateId> challengers)
    : features_(features),
      coefficients_(region.coefficients()),
      leader_(leader),
      challengers_(std::move(challengers)),
      information_(information_of(region)) {
  std::vector<Pair> duels;
  for (const CandidateId j : challengers_) duels.push_back(pair_of(leader, j));
  rivals_ = contrasts(duels);
  for (std::size_t j = 0; j < duels.size(); ++j)
    if (duels[j].a != leader) rivals_.col(static_cast<Eigen::Index>(j)) *= -1;
  renew();
}

void LinearDesign::renew() {
  solved_ = information_.llt().solve(rivals_);
  const Eigen::ArrayXd variance = (rivals_.array() * solved_.array()).colwise().sum().transpose().max(1e-300);
  const Eigen::ArrayXd gap = (rivals_.transpose() * coefficients_).array().max(kLeastGap * variance.sqrt());
  shift_ = gap / variance;
  const Eigen::ArrayXd ratio = gap.square() / (2 * variance);
  weight_ = (ratio.minCoeff() - ratio).exp();
  weight_ /= weight_.sum();
}

Eigen::MatrixXd LinearDesign::directions() const {
  std::vector<Eigen::Index> order(challengers_.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater{}, [&](Eigen::Index j) { return weight_[j]; });
  order.resize(std::min(order.size(), kDirections));
  Eigen::MatrixXd directions(solved_.rows(), static_cast<Eigen::Index>(order.size()));
  for (std::size_t i = 0; i < order.size(); ++i)
    directions.col(static_cast<Eigen::Index>(i)) = solved_.col(order[i]);
  return directions;
}

Eigen::MatrixXd LinearDesign::contrasts(std::span<const Pair> pairs) const {
  Eigen::MatrixXd contrasts(features_.cols(), static_cast<Eigen::Index>(pairs.size()));
  for (std::size_t p = 0; p < pairs.size(); ++p)
    contrasts.col(static_cast<Eigen::Index>(p)) =
        (features_.row(pairs[p].a.value) - features_.row(pairs[p].b.value)).transpose();
  return contrasts;
}

Vector LinearDesign::help(const Eigen::MatrixXd& contrasts) const {
  const Vector differences = contrasts.transpose() * coefficients_;
  const Eigen::MatrixXd along = contrasts.transpose() * solved_;
  Vector help = Vector::Zero(contrasts.cols());
  for (Eigen::Index j = 0; j < along.cols(); ++j)
    if (weight_[j] > 1e-6)
      for (Eigen::Index p = 0; p < along.rows(); ++p)
        help[p] += weight_[j] * logistic_divergence(differences[p], differences[p] - shift_[j] * along(p, j));
  return help;
}

std::vector<Pair> LinearDesign::best_of(std::span<const Pair> pairs, std::size_t count) const {
  const Vector helps = help(contrasts(pairs));
  std::vector<std::pair<double, Pair>> order;
  for (std::size_t p = 0; p < pairs.size(); ++p)
    order.emplace_back(-helps[static_cast<Eigen::Index>(p)], pairs[p]);
  std::ranges::sort(order);
  order.resize(std::min(order.size(), count));
  std::vector<Pair> best;
  for (const auto& [minus_help, pair] : order) best.push_back(pair);
  std::ranges::sort(best);
  return best;
}

void LinearDesign::add(const Vector& contrast, double count) {
  const double p = win_probability(contrast.dot(coefficients_));
  information_ += count * p * (1 - p) * contrast * contrast.transpose();
}

std::vector<std::pair<Pair, CandidateId>> LinearDesign::choose(std::span<const Pair> pool,
                                                               std::uint64_t before, std::uint64_t size) {
  std::vector<std::pair<Pair, CandidateId>> chosen;
  const std::uint64_t rivals = std::min<std::uint64_t>(kDirectRivals, challengers_.size());
  for (std::uint64_t turn = before / kDirectEvery; turn < (before + size) / kDirectEvery; ++turn)
    chosen.emplace_back(pair_of(leader_, challengers_[turn % rivals]), leader_);
  const std::uint64_t free = size - chosen.size(), steps = std::min(free, kSteps);
  const Eigen::MatrixXd z = contrasts(pool);
  for (std::uint64_t step = 0; step < steps; ++step) {
    const std::uint64_t count = even_part(free, step, steps).size();
    Eigen::Index best = 0;
    help(z).maxCoeff(&best);
    const Pair pair = pool[static_cast<std::size_t>(best)];
    chosen.insert(chosen.end(), count, {pair, pair.a});
    add(z.col(best), static_cast<double>(count));
    renew();
  }
  return chosen;
}

}  // namespace megabandit
