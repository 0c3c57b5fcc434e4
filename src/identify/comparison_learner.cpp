#include "identify/comparison_learner.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "compare/choose_wave.hpp"
#include "identify/wave_state.hpp"
#include "log/block_plan.hpp"

namespace megabandit {
namespace {

// A judge may take long. Ranks meet at least so often, whether its answers are there or not: for a request to
// stop, and to show that they live.
constexpr std::chrono::milliseconds kPulse{2000};

enum Maximum : std::size_t { kWaiting, kMaxima };

// Cells of a planned pair in the tally.
constexpr std::size_t kOutcomes = 3;

Range own_tickets(const Wave& wave, const Share& share) {
  return even_part(wave.comparisons(), static_cast<std::uint64_t>(share.rank),
                   static_cast<std::uint64_t>(share.ranks));
}

/// Calls `visit` with the number of a comparison in the wave and that of its entry in the plan.
template <class Visit>
void for_each_ticket(const Wave& wave, Range own, Visit visit) {
  std::uint64_t number = 0;
  for (std::size_t entry = 0; entry < wave.planned.size(); ++entry)
    for (std::uint32_t i = 0; i < wave.planned[entry].count; ++i, ++number)
      if (own.contains(number)) visit(number, entry);
}

std::vector<PairTotals> totals_of(const Tally& total) {
  const std::vector<double> cells = total.section(0);
  const auto count = [&](std::size_t cell) { return static_cast<std::uint64_t>(cells[cell]); };
  std::vector<PairTotals> totals(cells.size() / kOutcomes);
  for (std::size_t i = 0; i < totals.size(); ++i)
    totals[i] = {count(kOutcomes * i), count(kOutcomes * i + 1), count(kOutcomes * i + 2)};
  return totals;
}

std::string said_at_the_end(const Standing& standing) {
  switch (standing.status) {
    case Status::converged:
      return "every other candidate is refuted as the best";
    case Status::no_condorcet_winner:
      return "there is no Condorcet winner: every candidate is refuted";
    case Status::model_conflict:
      return "the comparisons contradict the model that was assumed";
    case Status::open:
      break;
  }
  return {};
}

}  // namespace

ComparisonLearner::ComparisonLearner(Procedure procedure, const CompareSettings& settings, std::uint64_t seed,
                                     Judge& judge, std::function<void(const ComparisonLearner&)> report)
    : procedure_(std::move(procedure)),
      settings_(settings),
      seed_(seed),
      judge_(judge),
      report_(std::move(report)) {}

TallyLayout ComparisonLearner::layout() const {
  return {.sections = {{"outcomes", kOutcomes * current().planned.size()}}, .maxima = kMaxima};
}

void ComparisonLearner::ask(const Share& share) {
  for (; asked_ < waves_.size(); ++asked_) {
    const Wave& wave = waves_[asked_];
    std::vector<Question> questions;
    for_each_ticket(wave, own_tickets(wave, share), [&](std::uint64_t number, std::size_t entry) {
      questions.push_back({wave.first_ticket + number, wave.planned[entry].pair});
    });
    judge_.ask(questions);
  }
}

void ComparisonLearner::observe(const Share& share, Tally& tally) {
  ask(share);
  const Range own = own_tickets(current(), share);
  if (!answered_ && !judge_.wait(own.size(), kPulse)) {
    tally.raise(kWaiting, 1);
    return;
  }
  if (!answered_) answers_ = judge_.outcomes(own.size());
  answered_ = true;  // a step that is repeated, under other scales, does not ask again
  // One addend a comparison: what the tally keeps of their number and size does not depend on the ranks.
  for_each_ticket(current(), own, [&](std::uint64_t number, std::size_t entry) {
    const auto outcome = static_cast<std::size_t>(answers_[number - own.first]);
    tally.add(0, std::array{1.0}, kOutcomes * entry + outcome);
  });
}

Decision ComparisonLearner::decide(const Tally& total) {
  if (total.maximum(kWaiting) > 0) return {.finished = {}, .again = true};
  const std::vector<PairTotals> totals = totals_of(total);
  const Wave wave = current();
  waves_.erase(waves_.begin());
  --asked_;
  answered_ = false;
  procedure_.contest.observe(wave, totals);
  procedure_.stop->observe(procedure_.contest, wave, totals);
  const Ending end = ending();
  if (end.reason.empty()) choose();
  report_(*this);
  return {.finished = waves_.empty() && end.reason.empty() ? ending().reason : end.reason, .again = false};
}

Ending ComparisonLearner::begin() {
  Ending end = ending();
  if (!end.reason.empty()) return end;
  choose();
  return waves_.empty() ? ending() : Ending{};
}

Ending ComparisonLearner::ending() {
  const Standing now = standing();
  if (now.status != Status::open) return {said_at_the_end(now), now.status};
  if (!waves_.empty()) return {};
  if (wave_size(settings_, contest().comparisons()) == 0)
    return {fmt::format("the budget of {} comparisons is used up; a larger compare.budget goes on from here",
                        settings_.budget),
            Status::open};
  if (exhausted()) return {"the sampling rule has no more questions", Status::open};
  return {};
}

void ComparisonLearner::choose() {
  while (waves_.size() <= settings_.ahead) {
    std::uint64_t before = contest().comparisons();
    for (const Wave& wave : waves_) before += wave.comparisons();
    const std::uint64_t size = wave_size(settings_, before);
    if (size == 0) return;
    Wave wave = choose_wave(*procedure_.rule, contest(), seed_, size, waves_);
    if (wave.planned.empty()) return;
    waves_.push_back(std::move(wave));
  }
}

SavedState ComparisonLearner::save() const {
  SavedState state;
  procedure_.contest.save(state);
  procedure_.rule->save(state);
  procedure_.stop->save(state);
  save_waves(waves_, state);
  return state;
}

void ComparisonLearner::load(const SavedState& state) {
  procedure_.contest.load(state);
  procedure_.rule->load(state);
  procedure_.stop->load(state);
  waves_ = load_waves(state);
  asked_ = 0;
  answered_ = false;
}

}  // namespace megabandit
