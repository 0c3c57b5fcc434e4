#include "identify/progress_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {
namespace {

constexpr double kRenewal = 0.05;  // growth of the comparisons after which estimates are made anew

std::uint64_t ties_of(const PairCounts& counts) {
  std::uint64_t ties = 0;
  counts.for_each([&](Pair, const PairTotals& totals) { ties += totals.ties; });
  return ties;
}

}  // namespace

void ProgressEstimate::renew(const Contest& contest) {
  const auto now = static_cast<double>(contest.comparisons());
  if (now < (1 + kRenewal) * static_cast<double>(made_at_)) return;
  made_at_ = contest.comparisons();
}

WaveDone ProgressEstimate::wave_done(const ComparisonLearner& learner,
                                     const std::vector<std::string>& names) {
  const Contest& contest = learner.contest();
  const Standing standing = learner.standing();
  renew(contest);
  WaveDone done;
  done.step = contest.waves();
  done.comparisons = contest.comparisons();
  done.ties = ties_of(contest.counts());
  done.leader = names[standing.leader.value];
  done.rival = names[standing.rival.value];
  done.statistic = standing.statistic;
  done.threshold = standing.threshold;
  for (std::uint32_t j = 0; j < contest.candidates(); ++j)
    done.open += CandidateId(j) == standing.leader ||
                 learner.stop().against(contest, CandidateId(j)) < standing.threshold;
  done.left = std::max(0.0, standing.threshold - standing.statistic) * characteristic_time_;
  done.characteristic_time = characteristic_time_;
  done.allocation_distance = allocation_distance_;
  return done;
}

}  // namespace megabandit
