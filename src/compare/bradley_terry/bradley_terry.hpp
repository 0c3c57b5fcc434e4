#pragma once
// Candidates with scores: P(a beats b) = 1 / (1 + exp(score_b - score_a)), score_a = <x_a, coefficients>.
// With x_a the unit vectors this is the Bradley-Terry model, with given features its linear form
// (LLM-PO specification 3.1).

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "base/saved_state.hpp"
#include "compare/bradley_terry/fit.hpp"
#include "compare/bradley_terry/linear_scores.hpp"
#include "compare/contest/wave.hpp"
#include "compare/pairs/pair_counts.hpp"

namespace megabandit {

struct RidgeSettings {
  double design = 0.25;      ///< of the fit that designs are made from and of KN's mixture (lambda)
  double stopping = 1e-3;    ///< of the fits under a constraint (lambda0)
  double squared_norm = 25;  ///< bound on |coefficients|^2, for the slack of the constrained fits (R2)
};

/// The fit after some waves, and the likelihoods that stopping rules are made from (specification 4.6, A.5).
/// Replicated state. What stopping rules ask for is computed when it is first asked for after a wave, and
/// kept; hence one thread at a time.
class BradleyTerry {
 public:
  /// @param features  [K, d]; the identity for scores without structure
  /// @throws DataError for features that are not finite, fewer than two candidates or none features
  BradleyTerry(RowMatrix<double> features, const RidgeSettings& ridge);

  /// Takes in a wave: its likelihood under the fit before it (PREQ), then fits anew.
  /// @param after  counts with this wave
  void observe(const Wave& wave, std::span<const PairTotals> totals, const PairCounts& after);

  const LinearScores& model() const { return model_; }
  const RowMatrix<double>& features() const { return model_.features(); }
  const Vector& coefficients() const { return coefficients_; }    ///< ridge estimate, [d]
  Vector scores() const { return model_.scores(coefficients_); }  ///< [K]
  CandidateId leader() const;  ///< highest score; of equals the smaller one

  /// Upper bound of the log-likelihood where j's score is at least the leader's, for coefficients whose
  /// squared norm is within the setting; for the leader itself: of the log-likelihood anywhere.
  double refuted_likelihood(CandidateId j) const;

  /// max log-likelihood - max of it where j's score is at least the leader's (Z_j), with the slack of the
  /// ridge given away.
  double likelihood_ratio(CandidateId j) const;
  double kn(CandidateId j) const;    ///< log e-value of the Gaussian mixture
  double preq(CandidateId j) const;  ///< log e-value of the predictable plug-in
  /// Z_j to second order, from one factorisation for all j: tells in which order to look at candidates. 0 for
  /// those whose score is not below the leader's.
  double quadratic_ratio(CandidateId j) const;

  void save(SavedState& state) const;  ///< under names that begin with "bradley_terry."
  void load(const SavedState& state);

 private:
  /// What follows from comparisons and coefficients.
  struct Asked {
    Fit fit;                                     ///< with the ridge of stopping
    double likelihood = 0;                       ///< at it
    Eigen::LLT<Eigen::MatrixXd> curvature;       ///< at it
    std::vector<std::optional<double>> refuted;  ///< refuted_likelihood of each
    std::optional<double> mixture;               ///< lower bound of KN's log mixture likelihood
    std::vector<double> quadratic;               ///< quadratic_ratio of each, or empty
  };
  Asked& asked() const;
  std::vector<double> quadratic_ratios() const;
  double mixture() const;
  /// Where the likelihood has its maximum to second order when j's score equals the leader's, and that of the
  /// fit.
  Vector quadratic_minimiser(const Vector& contrast) const;

  LinearScores model_;
  RidgeSettings ridge_;
  Vector coefficients_;
  Likelihood likelihood_;
  double plug_in_ = 0;  ///< log-likelihood of each wave under the fit before it
  mutable std::optional<Asked> asked_;
};

}  // namespace megabandit
