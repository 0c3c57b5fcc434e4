#include "identify/screening/finals.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "compare/procedure.hpp"
#include "identify/flattened.hpp"

namespace megabandit {
namespace {

// The comparisons of finalists with each other that are in their evidence, under their new numbers.
PairCounts counts_among(const std::vector<Finalist>& finalists) {
  std::map<CandidateId, CandidateId> number;
  for (std::uint32_t i = 0; i < finalists.size(); ++i) number.emplace(finalists[i].candidate, CandidateId{i});
  PairCounts counts(finalists.size());
  for (const Finalist& one : finalists) {
    const auto hub = number.find(one.hub);
    if (one.against_hub.count() == 0 || hub == number.end()) continue;
    const CandidateId self = number.at(one.candidate);
    const auto [wins, losses] = one.against_hub;
    counts.add(pair_of(self, hub->second),
               self < hub->second ? PairTotals{wins, losses, 0} : PairTotals{losses, wins, 0});
  }
  return counts;
}

// The screening's budget, less what it has used; the contest counts what it took over, too.
CompareSettings settings_of(const CompareSettings& settings, std::uint64_t before, std::uint64_t covered) {
  CompareSettings finals = settings_of_finals(settings);
  finals.budget -= std::min(finals.budget, before);
  finals.budget += covered;
  return finals;
}

Procedure procedure_of(const std::vector<Finalist>& finalists, const PairCounts& covered,
                       const CompareSettings& settings) {
  Procedure procedure = make_procedure(finalists.size(), {}, settings);
  std::vector<double> evidence;
  for (const Finalist& one : finalists) evidence.push_back(nats(one.evidence));
  procedure.contest.start_from(std::move(evidence), covered);
  return procedure;
}

}  // namespace

CompareSettings settings_of_finals(CompareSettings settings) {
  settings.target = Target::condorcet;
  return settings;
}

FinalistsJudge::FinalistsJudge(Judge& judge, const std::vector<Finalist>& finalists,
                               std::uint64_t first_ticket)
    : judge_(judge), first_ticket_(first_ticket) {
  for (const Finalist& one : finalists) {
    finalists_.push_back(one.candidate);
    names_.push_back(judge.names()[one.candidate.value]);
  }
}

void FinalistsJudge::ask(std::span<const Question> questions) {
  std::vector<Question> outside_questions;
  for (const Question& one : questions)
    outside_questions.push_back({first_ticket_ + one.ticket, outside(one.pair)});
  judge_.ask(outside_questions);
}

// Tickets of hubs are made of candidates 0 .. K-1; those from K << 32 on are left for finals. Comparisons of
// the run so far tell those of several finals apart.
Finals::Finals(std::vector<Finalist> finalists, Judge& judge, const CompareSettings& settings,
               std::uint64_t seed, std::uint64_t before)
    : finalists_(std::move(finalists)),
      before_(before),
      covered_(counts_among(finalists_).comparisons()),
      settings_(settings_of(settings, before, covered_)),
      all_(judge),
      judge_(judge, finalists_, (judge.candidates() << 32) + before - covered_),
      learner_(
          std::make_unique<ComparisonLearner>(procedure_of(finalists_, counts_among(finalists_), settings_),
                                              settings_, seed, judge_, [](const ComparisonLearner&) {})) {}

std::optional<std::size_t> Finals::find(CandidateId candidate) const {
  const auto found = std::ranges::lower_bound(finalists_, candidate, {}, &Finalist::candidate);
  if (found == finalists_.end() || found->candidate != candidate) return std::nullopt;
  return static_cast<std::size_t>(found - finalists_.begin());
}

std::uint64_t Finals::comparisons() const { return learner_->contest().comparisons() - covered_; }

std::uint64_t Finals::ties() const {
  std::uint64_t ties = 0;
  learner_->contest().counts().for_each([&](Pair, const PairTotals& totals) { ties += totals.ties; });
  return ties;
}

Standing Finals::standing() const {
  Standing standing = learner_->standing();
  standing.leader = finalists_[standing.leader.value].candidate;
  standing.rival = finalists_[standing.rival.value].candidate;
  return standing;
}

EvidenceUnits Finals::evidence(std::size_t finalist) const {
  const double log_e =
      learner_->contest().evidence().log_e(CandidateId{static_cast<std::uint32_t>(finalist)});
  return static_cast<EvidenceUnits>(std::floor(log_e * kUnitsPerNat));
}

std::size_t Finals::open() const {
  const Standing now = learner_->standing();
  std::size_t open = 0;
  for (std::uint32_t i = 0; i < finalists_.size(); ++i)
    open += learner_->stop().against(learner_->contest(), CandidateId{i}) < now.threshold ? 1 : 0;
  return open;
}

std::uint64_t Finals::comparisons_of(std::size_t finalist) const {
  const Contest& contest = learner_->contest();
  const CandidateId self{static_cast<std::uint32_t>(finalist)};
  const PairCounts covered = counts_among(finalists_);
  std::uint64_t comparisons = 0;
  for (const CandidateId other : contest.counts().opponents(self)) {
    const PairTotals totals = contest.counts().totals(pair_of(self, other));
    comparisons += totals.a_wins + totals.b_wins + totals.ties - covered.decided(self, other);
  }
  return comparisons;
}

PairCounts Finals::counts() const {
  PairCounts counts(all_.candidates());
  learner_->contest().counts().for_each([&](Pair pair, const PairTotals& totals) {
    counts.add({finalists_[pair.a.value].candidate, finalists_[pair.b.value].candidate}, totals);
  });
  return counts;
}

void Finals::save(SavedState& state) const {
  const auto put = [&](std::size_t i, const char* what, auto value) {
    state.numbers[fmt::format("finals.finalist {} {}", i, what)] = static_cast<double>(value);
  };
  for (std::size_t i = 0; i < finalists_.size(); ++i) {
    const Finalist& one = finalists_[i];
    put(i, "candidate", one.candidate.value);
    put(i, "hub", one.hub.value);
    put(i, "evidence", one.evidence);
    put(i, "wins", one.against_hub.wins);
    put(i, "losses", one.against_hub.losses);
    put(i, "score", one.score);
  }
  state.numbers["finals.finalists"] = static_cast<double>(finalists_.size());
  state.numbers["finals.before"] = static_cast<double>(before_);
  // Arrays of a contest have lengths of their own, which those of a screening may not have.
  flatten(learner_->save(), "finals", state);
}

std::unique_ptr<Finals> Finals::loaded(const SavedState& state, Judge& judge, const CompareSettings& settings,
                                       std::uint64_t seed) {
  std::vector<Finalist> finalists(static_cast<std::size_t>(state.numbers.at("finals.finalists")));
  for (std::size_t i = 0; i < finalists.size(); ++i) {
    const auto get = [&](const char* what) {
      return state.numbers.at(fmt::format("finals.finalist {} {}", i, what));
    };
    const auto whole = [&](const char* what) { return static_cast<std::uint64_t>(get(what)); };
    finalists[i] = {CandidateId{static_cast<std::uint32_t>(whole("candidate"))},
                    CandidateId{static_cast<std::uint32_t>(whole("hub"))},
                    static_cast<EvidenceUnits>(get("evidence")),
                    {whole("wins"), whole("losses")},
                    get("score")};
  }
  const auto before = static_cast<std::uint64_t>(state.numbers.at("finals.before"));
  auto finals = std::make_unique<Finals>(std::move(finalists), judge, settings, seed, before);
  finals->learner().load(unflattened(state, "finals"));
  return finals;
}

}  // namespace megabandit
