#pragma once
// The candidates that one rank owns, of very many whose scores are linear in their features: who leads, who
// is refuted, and who sees most along a direction (LLM-PO specification 5.6). 8 bytes a candidate; features
// are read where they are.

#include <cstdint>
#include <vector>

#include "base/matrix.hpp"
#include "base/range.hpp"
#include "base/saved_state.hpp"
#include "compare/linear/confidence_region.hpp"
#include "compare/linear/pair_strips.hpp"

namespace megabandit {

/// Who leads among the open ones.
struct Front {
  std::uint64_t open = 0;
  double score = 0;  ///< meant when open > 0
  CandidateId candidate;

  void merge(const Front& other);  ///< of larger candidates
};

/// An open candidate that is close to the leader.
struct Challenger {
  double ratio = 0;     ///< (gap / distance)^2 / 2: by how much the likelihood falls, to second order
  double expected = 0;  ///< ConfidenceRegion::expected
  double evidence = 0;  ///< log e-value: the largest so far
  CandidateId candidate;
};

/// By ratio, of equals the smaller candidate.
bool closer(const Challenger& one, const Challenger& other);

struct LeastRefuted {
  double evidence = 0;
  CandidateId candidate;
  bool any = false;

  void merge(const LeastRefuted& other);  ///< of larger candidates
};

/// A candidate's score beside the leader's, at the centre of the region.
struct Beside {
  double gap = 0;       ///< by which it is behind
  double distance = 0;  ///< in the norm of V^-1: a standard error
};

class LinearField {
 public:
  /// @param features  [K, d] of all candidates; outlive this
  /// @param own       whole runs of candidates (owned_candidates)
  LinearField(const RowMatrix<double>& features, Range own, double delta);

  Range own() const { return own_; }
  double threshold() const { return threshold_; }
  double evidence(CandidateId own) const { return evidence_[at(own)]; }  ///< log e-value: the largest so far
  bool open(CandidateId own) const { return evidence(own) < threshold_; }
  void raise(CandidateId own, double evidence);

  Front front(const Vector& coefficients) const;
  /// Takes in what the region certifies about every open candidate but the leader. Of those still open the
  /// `most` with the smallest ratio, in no order.
  std::vector<Challenger> test(const ConfidenceRegion& region, CandidateId leader, std::size_t most);
  LeastRefuted least_refuted(CandidateId leader) const;  ///< but for the leader
  /// All candidates, refuted ones too: what they tell about others stays of use.
  PairStrips strips(const Vector& coefficients, const Eigen::MatrixXd& directions) const;
  std::vector<Beside> beside(const ConfidenceRegion& region, CandidateId leader) const;  ///< all of this rank

  void save(SavedState& state) const;  ///< array "linear.evidence", one number a candidate of this rank
  void load(const SavedState& state);

 private:
  std::size_t at(CandidateId own) const { return own.value - own_.first; }

  const RowMatrix<double>& features_;
  Range own_;
  double threshold_;
  std::vector<double> evidence_;
};

}  // namespace megabandit
