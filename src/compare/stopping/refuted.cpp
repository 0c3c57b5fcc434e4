#include "compare/stopping/refuted.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {

namespace {

constexpr std::size_t kFirst = 8;  // rivals, of which one nearly always is the hardest

}  // namespace

double EveryoneElseRefuted::threshold(const Contest&, double delta) const { return -std::log(delta); }

Status EveryoneElseRefuted::when_refuted(const Contest& contest, CandidateId leader, double delta) const {
  return against(contest, leader) >= threshold(contest, delta) ? Status::no_condorcet_winner
                                                               : Status::converged;
}

void EveryoneElseRefuted::look_at(const Contest& contest, CandidateId rival, Standing& standing) const {
  if (rival == standing.leader) return;
  const double statistic = against(contest, rival);
  if (statistic >= standing.statistic) return;
  standing.statistic = statistic;
  standing.rival = rival;
}

Standing EveryoneElseRefuted::standing(const Contest& contest, double delta) const {
  Standing standing;
  standing.leader = leader(contest);
  standing.threshold = threshold(contest, delta);
  standing.statistic = std::numeric_limits<double>::infinity();
  for (const CandidateId rival : hardest(contest, kFirst)) look_at(contest, rival, standing);
  if (standing.statistic < standing.threshold) return standing;
  for (std::uint32_t j = 0; j < contest.candidates(); ++j) look_at(contest, CandidateId(j), standing);
  if (standing.statistic >= standing.threshold)
    standing.status = when_refuted(contest, standing.leader, delta);
  return standing;
}

std::uint64_t EveryoneElseRefuted::open(const Contest& contest, const Standing& standing) const {
  const std::vector<CandidateId> rivals = hardest(contest, contest.candidates() - 1);
  if (rivals.empty()) return StoppingRule::open(contest, standing);
  const auto first_refuted = std::ranges::partition_point(
      rivals, [&](CandidateId rival) { return against(contest, rival) < standing.threshold; });
  return 1 + static_cast<std::uint64_t>(first_refuted - rivals.begin());
}

}  // namespace megabandit
