#include "compare/stopping/refuted.hpp"

#include <cmath>

namespace megabandit {

double EveryoneElseRefuted::threshold(const Contest&, double delta) const { return -std::log(delta); }

Standing EveryoneElseRefuted::standing(const Contest& contest, double delta) const {
  Standing standing;
  standing.leader = leader(contest);
  standing.threshold = threshold(contest, delta);
  standing.statistic = std::numeric_limits<double>::infinity();
  for (std::uint32_t j = 0; j < contest.candidates(); ++j) {
    if (j == standing.leader.value) continue;
    if (const double statistic = against(contest, CandidateId(j)); statistic < standing.statistic) {
      standing.statistic = statistic;
      standing.rival = CandidateId(j);
    }
  }
  if (standing.statistic >= standing.threshold)
    standing.status = against(contest, standing.leader) >= standing.threshold ? Status::no_condorcet_winner
                                                                              : Status::converged;
  return standing;
}

}  // namespace megabandit
