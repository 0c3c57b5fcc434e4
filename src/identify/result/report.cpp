#include "identify/result/report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownCandidates = 10;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json candidate(const Report& report, CandidateId id) {
  return {{"candidate", id.value}, {"name", report.names[id.value]}};
}

bool known(const Report& report) { return report.conclusion.standing.status == Status::converged; }

// Of what is not answered nothing is promised.
std::string grounds(const Report& report) {
  const bool answered = known(report) || report.conclusion.standing.status == Status::no_condorcet_winner;
  return answered ? fmt::format("{}; {}", report.conclusion.reason, report.promise)
                  : report.conclusion.reason;
}

const char* state_of(const Report& report, const RankedCandidate& one) {
  if (known(report) && one.id == report.conclusion.standing.leader) return "best";
  return one.refuted ? "refuted" : "open";
}

std::string headline(const Report& report) {
  const Conclusion& conclusion = report.conclusion;
  const std::string& leader = report.names[conclusion.standing.leader.value];
  if (known(report))
    return fmt::format("best: {} (candidate {}), after {} comparisons, confidence {:.6g}\n", leader,
                       conclusion.standing.leader.value, conclusion.comparisons, conclusion.confidence);
  return fmt::format(
      "best: not known ({}); after {} comparisons {} (candidate {}) leads, confidence {:.6g}, {} "
      "candidates are open\n",
      conclusion.status, conclusion.comparisons, leader, conclusion.standing.leader.value,
      conclusion.confidence, conclusion.open);
}

// With three decimals; what rounds to 0 has no sign.
std::string rounded(double value) {
  const std::string text = fmt::format("{:.3f}", value);
  return text == "-0.000" ? "0.000" : text;
}

std::string bracketed(const Interval& interval) {
  return fmt::format("{} [{}, {}]", rounded(interval.value), rounded(interval.lower),
                     rounded(interval.upper));
}

std::string ranking_row(const Report& report, std::size_t place) {
  const RankedCandidate& one = report.conclusion.ranking[place];
  const std::string share = one.against_leader && one.against_leader->upper - one.against_leader->lower < 1
                                ? bracketed(*one.against_leader)
                                : "-";
  return fmt::format("{:>5}  {:<28}  {:>23}  {:>9.4g}  {:>8}  {:>11}  {}\n", place + 1,
                     report.names[one.id.value], bracketed(one.score), one.evidence, state_of(report, one),
                     one.comparisons, share);
}

}  // namespace

Json to_json(const Report& report) {
  const Conclusion& conclusion = report.conclusion;
  const Standing& standing = conclusion.standing;
  return {{"format", "megabandit-comparison"},
          {"version", 1},
          {"status", conclusion.status},
          {"reason", conclusion.reason},
          {"best", known(report) ? candidate(report, standing.leader) : Json()},
          {"confidence", conclusion.confidence},
          {"delta", report.delta},
          {"target", report.target},
          {"rule", report.rule},
          {"stop", report.stop},
          {"promise", report.promise},
          {"score", report.score},
          {"leader", candidate(report, standing.leader)},
          {"rival", candidate(report, standing.rival)},
          {"statistic", number(standing.statistic)},
          {"threshold", number(standing.threshold)},
          {"comparisons", conclusion.comparisons},
          {"ties", conclusion.ties},
          {"waves", conclusion.waves},
          {"candidates", report.names.size()},
          {"open", conclusion.open}};
}

std::string text_of(const Report& report) {
  const std::size_t all = report.names.size();
  const std::size_t shown = std::min(kShownCandidates, report.conclusion.ranking.size());
  std::string text = headline(report);
  text += grounds(report) + "\n\n";
  text += fmt::format("{:>5}  {:<28}  {:>23}  {:>9}  {:>8}  {:>11}  {}\n", "place", "candidate", "score",
                      "evidence", "", "comparisons", "share against the leader");
  for (std::size_t place = 0; place < shown; ++place) text += ranking_row(report, place);
  text += fmt::format("score: {}; evidence: against being the best\n", report.score);
  if (shown < all) text += fmt::format("       and {} more: ranking.csv\n", all - shown);
  return text;
}

std::string csv_cell(const std::string& name) {
  if (name.find_first_of(",\"\n\r") == std::string::npos) return name;
  std::string cell = "\"";
  for (const char letter : name) cell += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return cell + '"';
}

std::string ranking_csv(const Report& report) {
  std::string csv =
      "candidate,name,score,score_lower,score_upper,evidence,refuted,comparisons,wins,losses,ties,"
      "share_against_leader,share_lower,share_upper\n";
  for (const RankedCandidate& one : report.conclusion.ranking) {
    csv +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},", one.id.value, csv_cell(report.names[one.id.value]),
                    one.score.value, one.score.lower, one.score.upper, one.evidence, one.refuted,
                    one.comparisons, one.wins, one.losses, one.ties);
    csv += one.against_leader ? fmt::format("{},{},{}\n", one.against_leader->value,
                                            one.against_leader->lower, one.against_leader->upper)
                              : ",,\n";
  }
  return csv;
}

std::string pairs_csv(const Report& report, const PairCounts& counts) {
  std::string csv = "a,b,name_a,name_b,a_wins,b_wins,ties\n";
  counts.for_each([&](Pair pair, const PairTotals& totals) {
    csv += fmt::format("{},{},{},{},{},{},{}\n", pair.a.value, pair.b.value,
                       csv_cell(report.names[pair.a.value]), csv_cell(report.names[pair.b.value]),
                       totals.a_wins, totals.b_wins, totals.ties);
  });
  return csv;
}

}  // namespace megabandit
