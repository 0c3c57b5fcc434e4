#include "identify/result/conclusion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace megabandit {
namespace {

// Steps of the search by halving: more than a double has bits.
constexpr int kHalvings = 60;

std::string status_name(Status status, const Ending& ending, const ComparisonLearner& learner) {
  switch (status) {
    case Status::converged:
      return "converged";
    case Status::no_condorcet_winner:
      return "no-condorcet-winner";
    case Status::model_conflict:
      return "model-conflict";
    case Status::open:
      break;
  }
  if (ending.reason.empty()) return "stopped";
  return learner.exhausted() ? "exhausted" : "budget";
}

// In logarithms: a delta of 1e-300 is as good as any other. A leader with some evidence against itself is not
// the answer at a delta near 1: the search then begins at the run's own.
double confidence_of(const ComparisonLearner& learner) {
  const auto converged = [&](double log_delta) {
    return learner.stop().standing(learner.contest(), std::exp(log_delta)).status == Status::converged;
  };
  double above = std::log(std::nextafter(1.0, 0.0)), below = -700;
  if (!converged(above)) above = std::log(learner.settings().delta);
  if (!converged(above)) return 0;
  if (converged(below)) return 1;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (above + below) / 2;
    (converged(middle) ? above : below) = middle;
  }
  return -std::expm1(above);
}

RankedCandidate ranked(const ComparisonLearner& learner, CandidateId id, const Standing& standing) {
  const Contest& contest = learner.contest();
  RankedCandidate candidate;
  candidate.id = id;
  candidate.evidence = learner.stop().against(contest, id);
  candidate.refuted = id != standing.leader && candidate.evidence >= standing.threshold;
  for (const CandidateId other : contest.counts().opponents(id)) {
    const PairTotals totals = contest.counts().totals(pair_of(id, other));
    candidate.wins += contest.counts().wins(id, other);
    candidate.losses += contest.counts().wins(other, id);
    candidate.ties += totals.ties;
  }
  candidate.comparisons = candidate.wins + candidate.losses + candidate.ties;
  if (id != standing.leader)
    candidate.against_leader = share_interval(
        static_cast<double>(contest.counts().wins(id, standing.leader)),
        static_cast<double>(contest.counts().decided(id, standing.leader)), learner.settings().delta);
  return candidate;
}

}  // namespace

Conclusion conclude(const ComparisonLearner& learner, const Ending& ending) {
  const Contest& contest = learner.contest();
  Conclusion conclusion;
  conclusion.standing = learner.standing();
  conclusion.status = status_name(conclusion.standing.status, ending, learner);
  conclusion.reason = ending.reason;
  conclusion.confidence = confidence_of(learner);
  conclusion.comparisons = contest.comparisons();
  conclusion.ties = contest.counts().ties();
  conclusion.waves = contest.waves();
  const std::vector<Interval> scores =
      candidate_scores(contest, conclusion.standing.leader, learner.settings());
  for (std::uint32_t j = 0; j < contest.candidates(); ++j) {
    conclusion.ranking.push_back(ranked(learner, CandidateId(j), conclusion.standing));
    conclusion.ranking.back().score = scores[j];
  }
  conclusion.open =
      static_cast<std::uint64_t>(std::ranges::count(conclusion.ranking, false, &RankedCandidate::refuted));
  const CandidateId leader = conclusion.standing.leader;
  std::stable_sort(conclusion.ranking.begin(), conclusion.ranking.end(),
                   [&](const RankedCandidate& one, const RankedCandidate& other) {
                     if ((one.id == leader) != (other.id == leader)) return one.id == leader;
                     return one.score.value > other.score.value;
                   });
  return conclusion;
}

}  // namespace megabandit
