#pragma once
// Proportions that follow the scores as they become known: a few cheap steps whenever scores change
// (exponentiated gradient, LLM-PO specification 3.7, A.5).

#include "base/saved_state.hpp"
#include "compare/proportions/structured_problem.hpp"

namespace megabandit {

struct MirrorAscentSettings {
  double regularisation = 0.01;  ///< share of the objective that keeping weights apart may cost (eps_reg)
  int rivals = 8;                ///< that are looked at closely: those easiest to confuse with the best
  double least_weight = 1e-3;    ///< of a pair, in units of uniform weights
};

/// Climbs  min_j f_j(w), its minimum softened and the f_j taken at the one-step alternatives. A step that
/// loses is taken back, and the next one is shorter; the softening fades with the steps since the best last
/// changed.
class MirrorAscent {
 public:
  /// Begins at uniform weights.
  MirrorAscent(Eigen::Index pairs, const MirrorAscentSettings& settings);

  /// Some steps. The problem's pairs are always the same, its scores may have changed. Where a rival is equal
  /// to the best to rounding, there is nothing to climb: weights stay.
  void climb(const StructuredProblem& problem, int steps);

  const Eigen::ArrayXd& weights() const { return weights_; }  ///< above 0, they sum to 1

  void save(SavedState& state) const;  ///< under names that begin with "rule.ascent_"
  void load(const SavedState& state);

 private:
  /// Rivals that are easy to confuse with the best at some weights.
  struct Looked {
    Eigen::MatrixXd gains;  ///< G, [pairs, rivals]
    Vector values;          ///< f_j
  };
  Looked look(const StructuredProblem& problem, const Eigen::ArrayXd& weights) const;
  double temperature() const;
  Eigen::ArrayXd stepped(const Looked& here) const;

  MirrorAscentSettings settings_;
  Eigen::ArrayXd weights_;
  double rate_;
  int steps_ = 0;  ///< since the best last changed
  CandidateId best_{};
};

}  // namespace megabandit
