#pragma once
// What coefficients mean for candidates: score_a = <x_a, coefficients>.

#include <span>

#include "base/matrix.hpp"
#include "compare/pairs/pair.hpp"

namespace megabandit {

/// Fixed features of candidates.
class LinearScores {
 public:
  /// @param features  [K, d]; finite. The identity for scores without structure (tabular)
  explicit LinearScores(RowMatrix<double> features);

  Eigen::Index candidates() const { return features_.rows(); }
  Eigen::Index dimension() const { return features_.cols(); }
  const RowMatrix<double>& features() const { return features_; }

  /// Every candidate has a score of its own: only differences matter, so that the coefficients' sum is free.
  bool tabular() const { return tabular_; }

  Vector scores(const Vector& coefficients) const;  ///< [K]
  Vector pull_back(
      const Vector& candidate_sums) const;  ///< features^T v, [d]: a gradient by score to one by coefficient
  Vector contrast(CandidateId a, CandidateId b) const;  ///< x_a - x_b, [d]

  /// sum_p weight_p z_p z_p^T over pairs p = (a, b), z_p = x_a - x_b; [d, d]. One weight for each pair.
  Eigen::MatrixXd information(std::span<const Pair> pairs, const Eigen::ArrayXd& weights) const;

  /// Makes `information` regular in the directions of which nothing is ever learnt, because they move all
  /// scores alike (a constant for tabular scores, an intercept among features): they get the mean of the
  /// diagonal. Solutions for contrasts stay the same, up to rounding: features that nearly depend on each
  /// other stay solvable.
  void fix_gauge(Eigen::MatrixXd& information) const;

 private:
  RowMatrix<double> features_;
  bool tabular_;
  Eigen::MatrixXd
      free_;  ///< orthonormal coefficients that move all scores alike, [d, few]; unused by tabular ones
};

}  // namespace megabandit
