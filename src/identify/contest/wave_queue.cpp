#include "identify/contest/wave_queue.hpp"

#include <array>
#include <chrono>

#include "identify/contest/wave_state.hpp"
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

}  // namespace

TallyLayout WaveQueue::layout() const {
  return {.sections = {{"outcomes", kOutcomes * waves_.front().planned.size()}}, .maxima = kMaxima};
}

void WaveQueue::ask(const Share& share) {
  for (; asked_ < waves_.size(); ++asked_) {
    const Wave& wave = waves_[asked_];
    std::vector<Question> questions;
    for_each_ticket(wave, own_tickets(wave, share), [&](std::uint64_t number, std::size_t entry) {
      questions.push_back({wave.first_ticket + number, wave.planned[entry].pair});
    });
    judge_.ask(questions);
  }
}

void WaveQueue::observe(const Share& share, Tally& tally) {
  ask(share);
  const Wave& wave = waves_.front();
  const Range own = own_tickets(wave, share);
  if (!answered_ && !judge_.wait(own.size(), kPulse)) {
    tally.raise(kWaiting, 1);
    return;
  }
  if (!answered_) answers_ = judge_.outcomes(own.size());
  answered_ = true;  // a step that is repeated, under other scales, does not ask again
  // One addend a comparison: what the tally keeps of their number and size does not depend on the ranks.
  for_each_ticket(wave, own, [&](std::uint64_t number, std::size_t entry) {
    const auto outcome = static_cast<std::size_t>(answers_[number - own.first]);
    tally.add(0, std::array{1.0}, kOutcomes * entry + outcome);
  });
}

std::optional<TakenWave> WaveQueue::take(const Tally& total) {
  if (total.maximum(kWaiting) > 0) return std::nullopt;
  TakenWave taken{waves_.front(), totals_of(total)};
  waves_.erase(waves_.begin());
  --asked_;
  answered_ = false;
  return taken;
}

void WaveQueue::save(SavedState& state) const { save_waves(waves_, state); }

void WaveQueue::load(const SavedState& state) {
  waves_ = load_waves(state);
  asked_ = 0;
  answered_ = false;
}

}  // namespace megabandit
