#include "identify/progress_estimate.hpp"

#include <algorithm>
#include <cmath>

#include "compare/proportions/pairwise.hpp"

namespace megabandit {
namespace {

constexpr double kRenewal = 0.05;  // growth of the comparisons after which estimates are made anew

// Divergences of estimated preferences from a coin flip: below, they are chance.
constexpr double kLeastDivergence = 1e-3;

Proportions estimated_proportions(const Contest& contest, Alternatives alternatives) {
  return proportions_of(refutations(smoothed_preferences(contest.counts()), contest.leader(), alternatives,
                                    contest.bar(), kLeastDivergence));
}

/// Total variation distance of the shares of comparisons that pairs had to `wanted`.
double distance(const PairCounts& counts, const Proportions& wanted) {
  const double all = static_cast<double>(counts.comparisons());
  double in_common = 0;
  for (const auto& [pair, weight] : wanted.weights) {
    const PairTotals had = counts.totals(pair);
    in_common += std::min(weight, static_cast<double>(had.a_wins + had.b_wins + had.ties) / all);
  }
  return 1 - in_common;
}

}  // namespace

void ProgressEstimate::renew(const Contest& contest) {
  const auto now = static_cast<double>(contest.comparisons());
  if (now < (1 + kRenewal) * static_cast<double>(made_at_)) return;
  made_at_ = contest.comparisons();
  const Proportions wanted = estimated_proportions(contest, settings_.alternatives);
  characteristic_time_ = wanted.characteristic_time;
  allocation_distance_ = distance(contest.counts(), wanted);
}

WaveDone ProgressEstimate::wave_done(const ComparisonLearner& learner,
                                     const std::vector<std::string>& names) {
  const Contest& contest = learner.contest();
  const Standing standing = learner.standing();
  renew(contest);
  WaveDone done;
  done.step = contest.waves();
  done.comparisons = contest.comparisons();
  done.ties = contest.counts().ties();
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
