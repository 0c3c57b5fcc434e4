#include "identify/contest/progress_estimate.hpp"

#include <algorithm>
#include <cmath>

#include "compare/proportions/certify.hpp"
#include "compare/proportions/pairwise.hpp"

namespace megabandit {
namespace {

constexpr double kRenewal = 0.05;  // growth of the comparisons after which estimates are made anew

// Divergences of estimated preferences from a coin flip: below, they are chance.
constexpr double kLeastDivergence = 1e-3;

// A Bradley-Terry model's proportions are looked for while it has so many pairs at most, with so many steps.
constexpr std::size_t kMostPairs = 2000;
constexpr int kSteps = 50;

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

Proportions ProgressEstimate::wanted(const Contest& contest) {
  const std::uint64_t candidates = contest.candidates();
  if (contest.structure() == nullptr || candidates * (candidates - 1) / 2 > kMostPairs)
    return proportions_of(refutations(smoothed_preferences(contest.counts()), contest.leader(),
                                      settings_.alternatives, contest.bar(), kLeastDivergence));
  std::vector<Pair> pairs = all_pairs(static_cast<Eigen::Index>(candidates));
  if (!ascent_) ascent_.emplace(static_cast<Eigen::Index>(pairs.size()), MirrorAscentSettings{});
  const BradleyTerry& fit = *contest.structure();
  const StructuredProblem problem(fit.model(), fit.coefficients(), std::move(pairs));
  ascent_->climb(problem, kSteps);
  return certified(problem, ascent_->weights());
}

void ProgressEstimate::renew(const Contest& contest) {
  // For others no optimal proportions are known: what it takes to beat everyone says nothing of them.
  if (std::ranges::count(beating_everyone(), settings_.target) == 0) return;
  const auto now = static_cast<double>(contest.comparisons());
  if (now < (1 + kRenewal) * static_cast<double>(made_at_)) return;
  made_at_ = contest.comparisons();
  const Proportions estimate = wanted(contest);
  characteristic_time_ = estimate.characteristic_time;
  allocation_distance_ = distance(contest.counts(), estimate);
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
  done.open = learner.stop().open(contest, standing);
  done.left = std::max(0.0, standing.threshold - standing.statistic) * characteristic_time_;
  done.characteristic_time = characteristic_time_;
  done.allocation_distance = allocation_distance_;
  return done;
}

}  // namespace megabandit
