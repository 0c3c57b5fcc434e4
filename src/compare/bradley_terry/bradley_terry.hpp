#pragma once
// Candidates with scores: P(a beats b) = 1 / (1 + exp(score_b - score_a)), score_a = <x_a, coefficients>.
// With x_a the unit vectors this is the Bradley-Terry model, with given features its linear form
// (LLM-PO specification 3.1).

#include <cstdint>
#include <span>

#include "base/matrix.hpp"
#include "base/saved_state.hpp"
#include "compare/pair_counts.hpp"
#include "compare/wave.hpp"

namespace megabandit {

struct RidgeSettings {
  double design = 0.25;      ///< of the fit that designs are made from and of KN's mixture (lambda)
  double stopping = 1e-3;    ///< of the fits under a constraint (lambda0)
  double squared_norm = 25;  ///< bound on |coefficients|^2, for the slack of the constrained fits (R2)
};

/// The fit after some waves, and the likelihoods that stopping rules are made from. Replicated state.
class BradleyTerry {
 public:
  /// @param features  [K, d]; the identity for scores without structure
  BradleyTerry(RowMatrix<double> features, const RidgeSettings& ridge);

  /// Takes in a wave: its likelihood under the fit before it (PREQ), then fits anew.
  /// @param after  counts with this wave
  void observe(const Wave& wave, std::span<const PairTotals> totals, const PairCounts& after);

  const RowMatrix<double>& features() const { return features_; }
  const Vector& coefficients() const { return coefficients_; }  ///< ridge estimate, [d]
  Vector scores() const { return features_ * coefficients_; }   ///< [K]
  CandidateId leader() const;                                   ///< highest score; of equals the smaller one

  /// max log-likelihood - max of it where j's score is at least the leader's (Z_j), with the slack of the
  /// ridge given away.
  double likelihood_ratio(CandidateId j) const;
  double kn(CandidateId j) const;    ///< log e-value of the Gaussian mixture
  double preq(CandidateId j) const;  ///< log e-value of the predictable plug-in

  void save(SavedState& state) const;  ///< under names that begin with "bradley_terry."
  void load(const SavedState& state);

 private:
  RowMatrix<double> features_;
  RidgeSettings ridge_;
  Vector coefficients_;
};

}  // namespace megabandit
