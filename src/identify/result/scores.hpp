#pragma once
// How good the candidates are, on the scale of what the best is defined by.

#include <cstdint>
#include <string>
#include <vector>

#include "compare/contest/contest.hpp"
#include "compare/settings.hpp"

namespace megabandit {

inline constexpr double kNormal95 = 1.959963984540054;  ///< standard errors to either side of 95 %

/// A number with the bounds of an interval of confidence.
struct Interval {
  double value = 0, lower = 0, upper = 0;
};

/// Share of `wins` (ties may be half a win) among `decided` comparisons, however these were chosen and
/// whenever one looks: bounds that hold at all times at once; alpha in (0, 1). All of [0, 1] when none was
/// decided. (KT mixture: LLM-PO specification 4.3.)
Interval share_interval(double wins, double decided, double alpha);

/// Of each candidate:
///   borda      share of wins against random opponents, share_interval at delta
///   copeland   how many others it won more comparisons against than it lost; how many it is certain to beat,
///              and how many it may beat, at delta for all pairs together
///   the others log-odds of a win against the leader under the Bradley-Terry model that fits best (ridge as
///              for designs), 95 %; a summary of all comparisons that is only as true as the model
std::vector<Interval> candidate_scores(const Contest& contest, CandidateId leader,
                                       const CompareSettings& settings);

/// What those numbers are, in a few words.
std::string score_meaning(Target target);

}  // namespace megabandit
