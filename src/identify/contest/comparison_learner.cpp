#include "identify/contest/comparison_learner.hpp"

#include <optional>

#include "compare/contest/choose_wave.hpp"

namespace megabandit {

ComparisonLearner::ComparisonLearner(Procedure procedure, const CompareSettings& settings, std::uint64_t seed,
                                     Judge& judge, std::function<void(const ComparisonLearner&)> report)
    : procedure_(std::move(procedure)),
      settings_(settings),
      seed_(seed),
      report_(std::move(report)),
      queue_(judge) {}

Decision ComparisonLearner::decide(const Tally& total) {
  const std::optional<TakenWave> taken = queue_.take(total);
  if (!taken) return {.finished = {}, .again = true};
  procedure_.contest.observe(taken->wave, taken->totals);
  procedure_.stop->observe(procedure_.contest, taken->wave, taken->totals);
  const Ending end = ending();
  if (end.reason.empty()) choose();
  report_(*this);
  return {.finished = queue_.waves().empty() && end.reason.empty() ? ending().reason : end.reason,
          .again = false};
}

Ending ComparisonLearner::begin() {
  Ending end = ending();
  if (!end.reason.empty()) return end;
  choose();
  return queue_.waves().empty() ? ending() : Ending{};
}

Ending ComparisonLearner::ending() {
  const Standing now = standing();
  if (now.status != Status::open) return {said_at_the_end(now.status), now.status};
  if (!queue_.waves().empty()) return {};
  if (wave_size(settings_, contest().comparisons()) == 0)
    return {budget_used_up(settings_.budget), Status::open};
  if (exhausted()) return {"the sampling rule has no more questions", Status::open};
  return {};
}

void ComparisonLearner::choose() {
  while (queue_.waves().size() <= settings_.ahead) {
    std::uint64_t before = contest().comparisons();
    for (const Wave& wave : queue_.waves()) before += wave.comparisons();
    const std::uint64_t size = wave_size(settings_, before);
    if (size == 0) return;
    Wave wave = choose_wave(*procedure_.rule, contest(), seed_, size, queue_.waves());
    if (wave.planned.empty()) return;
    queue_.push(std::move(wave));
  }
}

SavedState ComparisonLearner::save() const {
  SavedState state;
  procedure_.contest.save(state);
  procedure_.rule->save(state);
  procedure_.stop->save(state);
  queue_.save(state);
  return state;
}

void ComparisonLearner::load(const SavedState& state) {
  procedure_.contest.load(state);
  procedure_.rule->load(state);
  procedure_.stop->load(state);
  queue_.load(state);
}

}  // namespace megabandit
