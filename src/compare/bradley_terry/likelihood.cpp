#include "compare/bradley_terry/likelihood.hpp"

#include <utility>

namespace megabandit {

Likelihood::Likelihood(std::vector<Pair> pairs, Eigen::ArrayXd weights, Eigen::ArrayXd wins)
    : pairs_(std::move(pairs)), weights_(std::move(weights)), wins_(std::move(wins)) {}

Likelihood::Likelihood(const PairCounts& counts) {
  std::vector<double> weights, wins;
  counts.for_each([&](Pair pair, const PairTotals& totals) {
    if (totals.a_wins + totals.b_wins == 0) return;
    pairs_.push_back(pair);
    weights.push_back(static_cast<double>(totals.a_wins + totals.b_wins));
    wins.push_back(static_cast<double>(totals.a_wins));
  });
  const auto size = static_cast<Eigen::Index>(pairs_.size());
  weights_ = Eigen::ArrayXd::Map(weights.data(), size);
  wins_ = Eigen::ArrayXd::Map(wins.data(), size);
}

Eigen::ArrayXd Likelihood::differences(const Vector& scores) const {
  Eigen::ArrayXd s(weights_.size());
  for (std::size_t p = 0; p < pairs_.size(); ++p)
    s[static_cast<Eigen::Index>(p)] = scores[pairs_[p].a.value] - scores[pairs_[p].b.value];
  return s;
}

double Likelihood::value(const Vector& scores) const {
  const Eigen::ArrayXd s = differences(scores);
  const Eigen::ArrayXd partition = s.max(0.0) + ((-s.abs()).exp() + 1).log();
  return (wins_ * s - weights_ * partition).sum();
}

Likelihood::Slope Likelihood::slope(const Vector& scores) const {
  const Eigen::ArrayXd e = (-differences(scores)).min(700.0).exp();  // beyond, the square overflows
  const Eigen::ArrayXd probability = 1 / (1 + e);
  Slope slope{Vector::Zero(scores.size()), weights_ * probability * (1 - probability)};
  const Eigen::ArrayXd residual = wins_ - weights_ * probability;
  for (std::size_t p = 0; p < pairs_.size(); ++p) {
    slope.by_score[pairs_[p].a.value] += residual[static_cast<Eigen::Index>(p)];
    slope.by_score[pairs_[p].b.value] -= residual[static_cast<Eigen::Index>(p)];
  }
  return slope;
}

}  // namespace megabandit
