#pragma once
// What a run of comparisons has to say, at its end or at any time before.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "identify/contest/comparison_learner.hpp"
#include "identify/result/scores.hpp"

namespace megabandit {

struct RankedCandidate {
  CandidateId id;
  double evidence = 0;  ///< against its being the best, in the stopping rule's units
  bool refuted = false;
  std::uint64_t comparisons = 0, wins = 0, losses = 0, ties = 0;
  Interval score;  ///< see candidate_scores
  /// Share of decided comparisons with the leader that it won, at level delta; none for the leader.
  std::optional<Interval> against_leader = {};
};

struct Conclusion {
  std::string status;  ///< "converged", "budget", "no-condorcet-winner", "model-conflict", "exhausted",
                       ///< "stopped"
  std::string reason;  ///< in words
  Standing standing;
  /// 1 - the smallest delta at which the run would have stopped here with this answer; 0: at none.
  double confidence = 0;
  std::uint64_t comparisons = 0, ties = 0, waves = 0;
  std::uint64_t open = 0;  ///< candidates that may still be the best
  /// The leader, then by falling score; of a screening the finalists alone.
  std::vector<RankedCandidate> ranking;
};

/// @replicated
Conclusion conclude(const ComparisonLearner& learner, const Ending& ending);

}  // namespace megabandit
