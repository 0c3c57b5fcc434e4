#include "identify/linear/linear_course.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "base/text_file.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kRanked = 64;  // candidates of a conclusion; files have all

std::string status_name(Status status, const Ending& ending, bool budget_left) {
  if (status == Status::converged) return "converged";
  if (status == Status::model_conflict) return "model-conflict";
  if (ending.reason.empty()) return "stopped";
  return budget_left ? "exhausted" : "budget";
}

std::map<CandidateId, PairTotals> totals_of_candidates(const ComparedPairs& compared) {
  std::map<CandidateId, PairTotals> of;  // a_wins: those that it won
  for (const auto& [pair, totals] : compared.all()) {
    PairTotals &a = of[pair.a], &b = of[pair.b];
    a.a_wins += totals.a_wins, a.b_wins += totals.b_wins, a.ties += totals.ties;
    b.a_wins += totals.b_wins, b.b_wins += totals.a_wins, b.ties += totals.ties;
  }
  return of;
}

}  // namespace

WaveDone LinearCourse::wave_done() {
  WaveDone done;
  tell(done);
  return done;
}

RulesUsed LinearCourse::rules() const {
  CompareSettings settings = order_.settings;
  settings.rule = "opt";
  settings.stop = "kn";
  return rules_of(settings);
}

std::string LinearCourse::size() const {
  return fmt::format("{} candidates with {} features", order_.judge.candidates(),
                     order_.judge.features().cols());
}

/// On rank 0: the leader, then by falling score. @collective
std::vector<LinearCourse::Row> LinearCourse::rows_of_all() {
  const CandidateId leader = learner_.standing().leader;
  const LinearField& field = learner_.field();
  std::vector<Row> mine(field.own().size());
  for (std::size_t i = 0; i < mine.size(); ++i) {
    mine[i].candidate = CandidateId{static_cast<std::uint32_t>(field.own().first + i)};
    mine[i].evidence = field.evidence(mine[i].candidate);
  }
  if (const ConfidenceRegion* region = learner_.region()) {
    const std::vector<Beside> beside = field.beside(*region, leader);
    for (std::size_t i = 0; i < mine.size(); ++i) {
      mine[i].score = 0 - beside[i].gap;  // the leader's is no -0
      mine[i].standard_error = beside[i].distance;
    }
  }
  std::vector<Row> all = gather_values<Row>(order_.comm, mine, 0);
  std::ranges::stable_sort(all, {},
                           [&](const Row& one) { return std::tuple(one.candidate != leader, -one.score); });
  return all;
}

Conclusion LinearCourse::conclude(const Ending& ending) {
  ranking_ = rows_of_all();
  Conclusion conclusion;
  tell(conclusion);
  conclusion.status =
      status_name(conclusion.standing.status, ending, conclusion.comparisons < order_.settings.budget);
  conclusion.reason = ending.reason;
  conclusion.confidence = std::max(0.0, -std::expm1(-learner_.least_evidence()));
  std::map<CandidateId, PairTotals> totals = totals_of_candidates(learner_.compared());
  for (std::size_t i = 0; i < std::min(kRanked, ranking_.size()); ++i) {
    const Row& row = ranking_[i];
    const PairTotals& of = totals[row.candidate];
    const double half = kNormal95 * row.standard_error;
    conclusion.ranking.push_back({.id = row.candidate,
                                  .evidence = row.evidence,
                                  .refuted = row.evidence >= conclusion.standing.threshold,
                                  .comparisons = of.a_wins + of.b_wins + of.ties,
                                  .wins = of.a_wins,
                                  .losses = of.b_wins,
                                  .ties = of.ties,
                                  .score = {row.score, row.score - half, row.score + half}});
  }
  return conclusion;
}

void LinearCourse::write_tables(const RunDirectory& directory, const Report& report) const {
  const std::map<CandidateId, PairTotals> totals = totals_of_candidates(learner_.compared());
  std::string csv = "candidate,name,score,standard_error,evidence,refuted,comparisons,wins,losses,ties\n";
  for (const Row& row : ranking_) {
    const auto found = totals.find(row.candidate);
    const PairTotals of = found == totals.end() ? PairTotals{} : found->second;
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", row.candidate.value,
                       csv_cell(report.names[row.candidate.value]), row.score, row.standard_error,
                       row.evidence, row.evidence >= report.conclusion.standing.threshold,
                       of.a_wins + of.b_wins + of.ties, of.a_wins, of.b_wins, of.ties);
  }
  write_text(directory.ranking(), csv);
  PairCounts counts(report.names.size());
  for (const auto& [pair, of] : learner_.compared().all()) counts.add(pair, of);
  write_text(directory.pairs(), pairs_csv(report, counts));
}

}  // namespace megabandit
