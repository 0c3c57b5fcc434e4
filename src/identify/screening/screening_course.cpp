#include "identify/screening/screening_course.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <tuple>

#include <fmt/format.h>

#include "base/text_file.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kRanked = 64;  // candidates of a conclusion that is still among hubs

std::string status_name(Status status, const Ending& ending) {
  if (status == Status::converged) return "converged";
  if (status == Status::no_condorcet_winner) return "no-condorcet-winner";
  return ending.reason.empty() ? "stopped" : "budget";
}

/// Those of all ranks, on rank 0: the leader, who is open, who is refuted; first who took most comparisons to
/// refute. (Scores would not do: a hub that was refuted itself left behind the pairs that it won.)
/// @collective
std::vector<ScreenedCandidate> ranking_of(Communicator& comm, const ScreeningLearner& learner) {
  const Standing standing = learner.standing();
  std::vector<ScreenedCandidate> ranking =
      gather_values<ScreenedCandidate>(comm, screened_candidates(comm, learner), 0);
  std::ranges::stable_sort(ranking, std::greater{}, [&](const ScreenedCandidate& one) {
    return std::tuple(one.candidate == standing.leader, one.evidence < standing.threshold, one.comparisons,
                      one.score);
  });
  return ranking;
}

// Whoever else is least refuted says how small delta might have been.
double confidence_of(const std::vector<ScreenedCandidate>& ranking) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < ranking.size(); ++i) least = std::min(least, ranking[i].evidence);
  return std::max(0.0, -std::expm1(-least));
}

RankedCandidate ranked(const ScreenedCandidate& one, double leader_score, double threshold) {
  const double value = one.score - leader_score, half = kNormal95 * one.standard_error;
  RankedCandidate row;
  row.id = one.candidate;
  row.evidence = one.evidence;
  row.refuted = one.evidence >= threshold;
  row.score = {value, value - half, value + half};
  row.comparisons = one.comparisons;
  row.wins = one.against_hub.wins;
  row.losses = one.against_hub.losses;
  return row;
}

// Finals know of their own comparisons.
void count_all(std::vector<RankedCandidate>& finalists, const std::vector<ScreenedCandidate>& ranking) {
  for (const ScreenedCandidate& known : ranking) {
    const auto found = std::ranges::find(finalists, known.candidate, &RankedCandidate::id);
    if (found != finalists.end()) found->comparisons = known.comparisons;
  }
}

}  // namespace

ScreeningCourse::ScreeningCourse(const CourseOrder& order)
    : CourseOfMany(order), of_finals_(settings_of_finals(order.settings)), estimate_(of_finals_) {}

WaveDone ScreeningCourse::wave_done() {
  const Finals* finals = learner_.finals();
  WaveDone done;
  if (finals != nullptr) done = estimate_.wave_done(finals->learner(), finals->names());
  tell(done);
  return done;
}

RulesUsed ScreeningCourse::rules() const {
  RulesUsed rules = rules_of(of_finals_);
  rules.rule = fmt::format("hubs, then {}", rules.rule);
  return rules;
}

std::string ScreeningCourse::size() const {
  return fmt::format("{} candidates, screened against hubs", order_.judge.candidates());
}

Conclusion ScreeningCourse::conclude(const Ending& ending) {
  ranking_ = ranking_of(order_.comm, learner_);
  Conclusion conclusion;
  const Standing standing = learner_.standing();
  if (const Finals* finals = learner_.finals()) {
    conclusion = megabandit::conclude(finals->learner(), ending);
    for (RankedCandidate& one : conclusion.ranking) one.id = finals->finalists()[one.id.value].candidate;
    count_all(conclusion.ranking, ranking_);
  } else {
    conclusion.status = status_name(standing.status, ending);
    conclusion.reason = ending.reason;
    for (std::size_t i = 0; i < std::min(kRanked, ranking_.size()); ++i)
      conclusion.ranking.push_back(ranked(ranking_[i], ranking_.front().score, standing.threshold));
  }
  tell(conclusion);
  conclusion.confidence = broadcast_value(order_.comm, confidence_of(ranking_), 0);
  return conclusion;
}

void ScreeningCourse::write_tables(const RunDirectory& directory, const Report& report) const {
  write_text(directory.ranking(), screened_csv(ranking_, report.names, report.conclusion.standing.threshold));
  const Finals* finals = learner_.finals();
  write_text(directory.pairs(),
             pairs_csv(report, finals != nullptr ? finals->counts() : PairCounts(report.names.size())));
}

}  // namespace megabandit
