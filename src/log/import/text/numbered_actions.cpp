#include "log/import/text/numbered_actions.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {

void NumberedActions::note(const Place& place, std::uint32_t action) {
  if (!seen_.empty() && action <= largest_) {
    seen_.insert(action);
    return;
  }
  seen_.insert(action);
  largest_ = action;
  source_ = place.source;
  line_ = place.line;
}

std::uint64_t NumberedActions::count() const {
  if (!any()) return 0;
  constexpr std::uint64_t few = 10'000, most_for_each_seen = 100;
  const std::uint64_t count = std::uint64_t{largest_} + 1;
  if (count > few && count > most_for_each_seen * seen_.size())
    throw DataError(fmt::format(
        "{}, line {}: the largest number of an action would make {} actions, of which only {} occur; correct "
        "it, or say how many there are with --actions {}",
        source_, line_, count, seen_.size(), count));
  return count;
}

}  // namespace megabandit
