#pragma once
// Rules that end when everyone but the leader is refuted.

#include "compare/stopping_rule.hpp"

namespace megabandit {

/// A rule made from `against`. When the leader is refuted with all others, there is no best of this kind.
/// Being wrong takes refuting the best alone: no union over candidates.
class EveryoneElseRefuted : public StoppingRule {
 public:
  Standing standing(const Contest& contest, double delta) const final;

 protected:
  /// What refutes a candidate; by default log(1 / delta), that of e-values.
  virtual double threshold(const Contest& contest, double delta) const;
  virtual CandidateId leader(const Contest& contest) const { return contest.leader(); }
};

/// A stopping rule without state or parameters whose statistic is this function.
template <double (*against_of)(const Contest&, CandidateId)>
class RefutedBy : public EveryoneElseRefuted {
 public:
  double against(const Contest& contest, CandidateId j) const final { return against_of(contest, j); }
};

}  // namespace megabandit
