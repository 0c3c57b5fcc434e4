#include "compare/sampling/exploration.hpp"

#include <cmath>
#include <utility>

namespace megabandit {
namespace {

constexpr std::uint32_t kMatchings = 3;

/// A random order of all candidates; a function of the seed and the matching's number.
std::vector<CandidateId> random_order(std::uint64_t candidates, std::uint64_t seed, std::uint32_t matching) {
  std::vector<CandidateId> order(candidates);
  for (std::uint32_t i = 0; i < candidates; ++i) order[i] = CandidateId(i);
  for (std::uint64_t i = candidates; i > 1; --i)  // epoch 0 is of the choices
    std::swap(order[i - 1], order[below({seed, Stream::sampling, matching + 1, i}, i)]);
  return order;
}

}  // namespace

Exploration::Exploration(std::uint64_t candidates)
    : candidates_(candidates), pairs_(pairs_of(candidates)), awaited_(candidates) {}

void Exploration::begin_wave() {
  for (const Pair pair : touched_) awaited_[pair] = 0;
  touched_.clear();
  taken_ = 0;
}

void Exploration::take_in(const Draft& draft) {
  for (; taken_ < draft.chosen.size(); ++taken_) {
    const Pair pair = draft.chosen[taken_].pair;
    if (++awaited_[pair] == 1) touched_.push_back(pair);
  }
}

std::uint64_t Exploration::comparisons(const Contest& contest, Pair pair) const {
  const PairTotals totals = contest.counts().totals(pair);
  return totals.a_wins + totals.b_wins + totals.ties + awaited_(pair);
}

std::optional<Pair> Exploration::unseen_of_matchings(const Draft& draft) {
  for (; matching_ < kMatchings; ++matching_, order_.clear(), position_ = 0) {
    if (order_.empty()) order_ = random_order(candidates_, draft.seed, matching_);
    for (; position_ + 1 < candidates_; position_ += 2) {
      const Pair pair = pair_of(order_[position_], order_[position_ + 1]);
      if (comparisons(draft.contest, pair) == 0) return pair;
    }
  }
  return std::nullopt;
}

std::optional<Pair> Exploration::unseen_of_star(const Draft& draft) {
  if (!centre_) centre_ = draft.contest.leader();
  for (; position_ < candidates_; ++position_) {
    const CandidateId other(static_cast<std::uint32_t>(position_));
    if (other == *centre_) continue;
    if (const Pair pair = pair_of(*centre_, other); comparisons(draft.contest, pair) == 0) return pair;
  }
  return std::nullopt;
}

// The first of the pairs with fewest comparisons, if those are fewer than `bound`.
std::optional<Pair> Exploration::least_compared(const Contest& contest, double bound) {
  const auto last = static_cast<std::uint32_t>(candidates_ - 1);
  for (; static_cast<double>(level_) < bound; ++level_, cursor_ = {CandidateId(0), CandidateId(1)})
    for (; cursor_.a.value < last;
         cursor_ = {CandidateId(cursor_.a.value + 1), CandidateId(cursor_.a.value + 2)})
      for (; cursor_.b.value <= last; ++cursor_.b.value)
        if (comparisons(contest, cursor_) <= level_) return cursor_;
  return std::nullopt;
}

std::optional<Pair> Exploration::owed(const Draft& draft) {
  take_in(draft);
  if (!full_look()) {
    if (const auto unseen = unseen_of_matchings(draft)) return unseen;
    if (const auto unseen = unseen_of_star(draft)) return unseen;
  }
  const auto t = static_cast<double>(draft.contest.comparisons() + draft.chosen.size());
  const double due = 0.5 * std::sqrt(t / static_cast<double>(pairs_));
  // Below one comparison a pair is due nothing, but for the first look.
  return least_compared(draft.contest, due > 1 ? due : full_look() ? 1 : 0);
}

void Exploration::save(SavedState& state) const {
  state.numbers["rule.look_centre"] = centre_ ? static_cast<double>(centre_->value) : -1;
}

void Exploration::load(const SavedState& state) {
  *this = Exploration(candidates_);
  const double centre = state.numbers.at("rule.look_centre");
  if (centre >= 0) centre_ = CandidateId(static_cast<std::uint32_t>(centre));
}

}  // namespace megabandit
