#pragma once
// The log-likelihood of comparisons as a function of the coefficients. With shares of comparisons in place of
// counts, and expected wins in place of wins, it is minus the divergence that optimal proportions are made
// from, but for a constant (LLM-PO specification 3.2, A.4).

#include <vector>

#include "base/matrix.hpp"
#include "compare/bradley_terry/linear_scores.hpp"
#include "compare/pairs/pair_counts.hpp"

namespace megabandit {

/// sum_p wins_p s_p - weight_p A(s_p), s_p = score_a - score_b of pair p.
class Likelihood {
 public:
  /// @param weights  comparisons of each pair without ties, at least 0
  /// @param wins     of the pair's first candidate, 0 .. weight
  Likelihood(std::vector<Pair> pairs, Eigen::ArrayXd weights, Eigen::ArrayXd wins);
  /// Of all comparisons so far; ties say nothing.
  explicit Likelihood(const PairCounts& counts);
  Likelihood() = default;  ///< of no comparisons

  const std::vector<Pair>& pairs() const { return pairs_; }
  const Eigen::ArrayXd& weights() const { return weights_; }
  const Eigen::ArrayXd& wins() const { return wins_; }

  /// Of scores [K].
  double value(const Vector& scores) const;

  /// The derivatives at some scores.
  struct Slope {
    Vector by_score;           ///< gradient, [K]
    Eigen::ArrayXd curvature;  ///< weight_p A''(s_p), one a pair
  };
  Slope slope(const Vector& scores) const;

 private:
  Eigen::ArrayXd differences(const Vector& scores) const;

  std::vector<Pair> pairs_;
  Eigen::ArrayXd weights_, wins_;
};

}  // namespace megabandit
