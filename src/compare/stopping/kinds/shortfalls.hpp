#pragma once
// What stopping rules add up over a candidate's opponents.

#include "compare/contest/contest.hpp"
#include "compare/divergence.hpp"

namespace megabandit::stopping_rules {

/// visit(what it costs in log-likelihood that j wins at least the bar's share against an opponent, their
/// decided comparisons) for everyone with whom j has any.
template <class Visit>
void for_each_shortfall(const Contest& contest, CandidateId j, const Visit& visit) {
  for (const CandidateId k : contest.counts().opponents(j)) {
    const auto wins = static_cast<double>(contest.counts().wins(j, k));
    const auto losses = static_cast<double>(contest.counts().wins(k, j));
    if (wins + losses > 0) visit(shortfall(wins, losses, contest.bar()), wins + losses);
  }
}

}  // namespace megabandit::stopping_rules
