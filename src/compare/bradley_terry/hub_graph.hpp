#pragma once
// Candidates of which most (leaves) were compared with few (hubs) alone: what needs the inverse of a [K, K]
// matrix elsewhere takes time K h^2 here (LLM-PO specification 3.9).

#include <Eigen/Cholesky>

#include <vector>

#include "compare/bradley_terry/newton.hpp"

namespace megabandit {

/// Of so many candidates, those that all others were compared with alone. Their order is that of `hubs`, that
/// of the leaves increasing.
class HubGraph {
 public:
  HubGraph(Eigen::Index candidates, std::vector<CandidateId> hubs);

  /// Sets conductances: N_p P(win) P(loss) of each pair, at least 0, each of a hub at least; `ridge` >= 0 is
  /// joined to every candidate. Without a ridge, conductances above 0 join all candidates.
  /// @throws InternalError for a pair without a hub
  void conduct(const std::vector<Pair>& pairs, const Eigen::ArrayXd& conductances, double ridge);

  /// (Laplacian + ridge)^-1 v, [K]; without a ridge the one that sums to 0, of a v that sums to 0.
  Vector solve(const Vector& v) const;

  /// Effective resistance between two candidates (without a ridge): R = c^T Laplacian^+ c, c = e_one -
  /// e_other. Takes time h^2.
  double resistance(CandidateId one, CandidateId other) const;

 private:
  struct Ends {
    Vector on_hubs;    ///< where a current into the candidate ends up among hubs: p_j, or e_i
    double alone = 0;  ///< 1 / D_j of a leaf
  };
  Ends ends(CandidateId candidate) const;

  std::vector<CandidateId> hubs_, leaves_;
  std::vector<Eigen::Index> place_;        ///< of a candidate: a hub's index, or -1 - a leaf's
  RowMatrix<double> to_hubs_;              ///< C, [leaves, h]
  Vector total_;                           ///< D_j + ridge, [leaves]
  Eigen::LLT<Eigen::MatrixXd> hubs_only_;  ///< S = L_HH - C^T D^-1 C, made regular
  bool floating_ = false;                  ///< without a ridge
};

/// `fit` of tabular scores by the hubs: the same maximum, time K h^2 a step.
Fit fit_on_hubs(const LinearScores& model, const Likelihood& likelihood, const std::vector<CandidateId>& hubs,
                double ridge, const Vector& start, const NewtonLimits& limits = {});

}  // namespace megabandit
