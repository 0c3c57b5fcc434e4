#pragma once
// When the best is known.

#include <limits>

#include "compare/contest/contest.hpp"

namespace megabandit {

enum class Status {
  open,                 ///< not known yet
  converged,            ///< the leader is the best, at this delta
  no_condorcet_winner,  ///< everyone is refuted: there is no best of this kind
  model_conflict,       ///< comparisons contradict the structure that was assumed
};

/// Where a contest stands. `statistic` at or above `threshold`: the rival is refuted, and it is the one that
/// is hardest to refute.
struct Standing {
  Status status = Status::open;
  CandidateId leader;
  CandidateId rival;
  double statistic = 0;
  double threshold = std::numeric_limits<double>::infinity();
};

class StoppingRule {
 public:
  virtual ~StoppingRule() = default;
  /// Takes in a wave, after the contest did. Rules that are functions of the contest need nothing.
  virtual void observe(const Contest&, const Wave&, std::span<const PairTotals>) {}
  /// @param delta  in (0, 1): how often the answer may be wrong
  virtual Standing standing(const Contest& contest, double delta) const = 0;
  /// log evidence against j's being the best, in the units of Standing::statistic.
  virtual double against(const Contest& contest, CandidateId j) const = 0;
  /// How many candidates are not refuted at this standing, the leader included: to be shown after each wave.
  /// Rules for which `against` is costly count with few of them, in the order in which candidates seem to be
  /// refuted.
  virtual std::uint64_t open(const Contest& contest, const Standing& standing) const {
    std::uint64_t open = 0;
    for (std::uint32_t j = 0; j < contest.candidates(); ++j)
      open += CandidateId(j) == standing.leader || against(contest, CandidateId(j)) < standing.threshold;
    return open;
  }

  virtual void save(SavedState&) const {}  ///< under names that begin with "stop."
  virtual void load(const SavedState&) {}
};

}  // namespace megabandit
