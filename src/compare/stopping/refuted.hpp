#pragma once
// Rules that end when everyone but the leader is refuted.

#include <vector>

#include "compare/stopping/stopping_rule.hpp"

namespace megabandit {

/// A rule made from `against`. When the leader is refuted with all others, there is no best of this kind.
/// Being wrong takes refuting the best alone: no union over candidates.
class EveryoneElseRefuted : public StoppingRule {
 public:
  /// Its rival and statistic are those of the rivals that were looked at.
  Standing standing(const Contest& contest, double delta) const final;
  std::uint64_t open(const Contest& contest, const Standing& standing) const final;

 protected:
  /// What refutes a candidate; by default log(1 / delta), that of e-values.
  virtual double threshold(const Contest& contest, double delta) const;
  virtual CandidateId leader(const Contest& contest) const { return contest.leader(); }
  /// Where `against` is costly: the `count` rivals that seem hardest to refute, hardest first. A few are
  /// looked at first, the others not while one of these is not refuted. None: all are looked at.
  virtual std::vector<CandidateId> hardest(const Contest&, std::size_t /*count*/) const { return {}; }
  /// What it means that everyone but the leader is refuted.
  virtual Status when_refuted(const Contest& contest, CandidateId leader, double delta) const;

 private:
  void look_at(const Contest& contest, CandidateId rival, Standing& standing) const;
};

/// A stopping rule without state or parameters whose statistic is this function.
template <double (*against_of)(const Contest&, CandidateId)>
class RefutedBy : public EveryoneElseRefuted {
 public:
  double against(const Contest& contest, CandidateId j) const final { return against_of(contest, j); }
};

}  // namespace megabandit
