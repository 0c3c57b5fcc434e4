#pragma once
// What proportions of comparisons are worth when scores are those of a Bradley-Terry model: for each rival of
// the best, f_j(weights), how hard the scores under which it were the equal of the best are to believe
// (LLM-PO specification 3.2, 3.3).

#include <vector>

#include "compare/bradley_terry/likelihood.hpp"
#include "compare/bradley_terry/linear_scores.hpp"

namespace megabandit {

/// All P = K(K-1)/2 pairs, increasing.
std::vector<Pair> all_pairs(Eigen::Index candidates);

/// The scores nearest to the truth under which a rival is the equal of the best.
struct Alternative {
  double divergence = 0;  ///< f_j(weights): nats a comparison
  Vector scores;          ///< [K]
  Vector coefficients;    ///< [d]
};

/// All rivals to second order: f_j ~ gap_j^2 / (2 R_j), through one factorisation.
struct SecondOrder {
  Vector resistance;      ///< R_j = c_j^T I(weights)^+ c_j; for tabular scores the effective resistance
  Vector divergence;      ///< gap_j^2 / (2 R_j)
  Eigen::MatrixXd moves;  ///< I(weights)^+ c_j, [d, rivals]
};

/// Fixed scores; proportions ("weights") have one entry a pair, at least 0, and those above 0 join all
/// candidates (tabular) or span all differences of features.
class StructuredProblem {
 public:
  /// @param model  outlives this
  /// @param pairs  that may be compared
  StructuredProblem(const LinearScores& model, Vector coefficients, std::vector<Pair> pairs);

  CandidateId best() const { return best_; }  ///< highest score; of equals the smaller one
  /// All others, increasing, but for copies of the best (no difference in features), which nothing tells from
  /// it.
  const std::vector<CandidateId>& rivals() const { return rivals_; }
  const Vector& gaps() const { return gaps_; }  ///< score of the best - that of each rival
  const std::vector<Pair>& pairs() const { return pairs_; }
  const LinearScores& model() const { return model_; }
  const Vector& coefficients() const { return coefficients_; }

  /// Exact: Newton from `start` [d].
  Alternative nearest(Eigen::Index rival, const Eigen::ArrayXd& weights, const Vector& start) const;

  SecondOrder second_order(const Eigen::ArrayXd& weights) const;
  /// Where the divergence has its minimum to second order, [d]: what is exact there is at least f_j, and
  /// close to it (the one-step rule).
  Vector one_step(const SecondOrder& known, Eigen::Index rival) const;

  /// Kullback-Leibler divergence of a comparison of each pair under these scores: the derivative of f_j by
  /// the weights, at the scores that are nearest.
  Eigen::ArrayXd divergences(const Vector& scores) const;

  /// A root r [P, d] of minus the second derivative of f_j by the weights, r r^T, where `nearest` are the
  /// scores of the alternative at these weights.
  Eigen::MatrixXd curvature_root(Eigen::Index rival, const Eigen::ArrayXd& weights,
                                 const Vector& nearest) const;

 private:
  const LinearScores& model_;
  Vector coefficients_, scores_;
  std::vector<Pair> pairs_;
  Eigen::ArrayXd differences_, probabilities_, partitions_;  ///< of each pair at the true scores
  CandidateId best_;
  std::vector<CandidateId> rivals_;
  Vector gaps_;
  Eigen::MatrixXd contrasts_;  ///< [d, rivals]
};

}  // namespace megabandit
