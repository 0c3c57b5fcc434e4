#include "compare/screening/knockout.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/random.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kLeastContestants = 16;
constexpr std::uint32_t kGames = 9;  // of a match; at most 32 levels

static_assert(32 * kGames < kKnockoutTickets);

std::uint64_t contestants_of(std::uint64_t candidates) {
  const auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(candidates)));
  return std::min(candidates, std::max(kLeastContestants, root));
}

}  // namespace

// Draws again whom it has already: with sqrt(K) of K that is rare.
Knockout::Knockout(std::uint64_t candidates, std::uint64_t seed) {
  const std::uint64_t wanted = contestants_of(candidates);
  std::set<std::uint64_t> drawn;
  for (std::uint64_t i = 0; contestants_.size() < wanted; ++i) {
    const std::uint64_t one = below({seed, Stream::screening, 0, i}, candidates);
    if (drawn.insert(one).second) contestants_.emplace_back(static_cast<std::uint32_t>(one));
  }
}

std::vector<Turn> Knockout::matches() const {
  std::vector<Turn> matches;
  for (std::size_t i = 0; i + 1 < contestants_.size(); i += 2)
    matches.push_back({contestants_[i], contestants_[i + 1], level_ * kGames, kGames});
  return matches;
}

void Knockout::advance(std::span<const TurnOutcome> outcomes) {
  std::vector<CandidateId> next;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const std::uint32_t losses = kGames - outcomes[i].wins - outcomes[i].ties;
    next.push_back(contestants_[2 * i + (losses > outcomes[i].wins ? 1 : 0)]);
  }
  if (contestants_.size() % 2 == 1) next.push_back(contestants_.back());
  contestants_ = std::move(next);
  ++level_;
}

void Knockout::save(SavedState& state) const {
  state.numbers["knockout.level"] = level_;
  state.numbers["knockout.contestants"] = static_cast<double>(contestants_.size());
  for (std::size_t i = 0; i < contestants_.size(); ++i)
    state.numbers[fmt::format("knockout.contestant {}", i)] = contestants_[i].value;
}

void Knockout::load(const SavedState& state) {
  level_ = static_cast<std::uint32_t>(state.numbers.at("knockout.level"));
  contestants_.resize(static_cast<std::size_t>(state.numbers.at("knockout.contestants")));
  for (std::size_t i = 0; i < contestants_.size(); ++i)
    contestants_[i] =
        CandidateId{static_cast<std::uint32_t>(state.numbers.at(fmt::format("knockout.contestant {}", i)))};
}

}  // namespace megabandit
