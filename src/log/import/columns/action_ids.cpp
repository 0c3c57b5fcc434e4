#include "log/import/columns/action_ids.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"

namespace megabandit {

ActionIds::ActionIds(std::vector<std::string> names)
    : kind_(ActionKind::name), fixed_(true), names_(std::move(names)) {
  for (std::uint32_t i = 0; i < names_.size(); ++i)
    if (!by_name_.emplace(names_[i], i).second)
      throw DataError(fmt::format("two actions are called '{}'; give each its own name", names_[i]));
}

void ActionIds::check(const Place& place, std::string_view text) const {
  if (kind_ == ActionKind::number) {
    if (whole_number(place, text, 0) >= count_ && fixed_)
      refuse(place, text,
             {fmt::format("is no action: there are {}, numbered from 0", count_),
              "correct it, give the right --actions, or leave such rounds out with --drop-invalid"});
  } else if (fixed_ && !by_name_.contains(std::string(text))) {
    refuse(place, text,
           {fmt::format("is none of the {} known actions", names_.size()),
            "correct it, add it to the table of actions, or leave such rounds out with --drop-invalid"});
  }
}

ActionId ActionIds::id(const Place& place, std::string_view text) {
  check(place, text);
  if (kind_ == ActionKind::number) {
    const std::uint32_t number = whole_number(place, text, 0);
    if (!fixed_) numbers_.note(place, number);
    return ActionId(number);
  }
  const auto [found, is_new] =
      by_name_.try_emplace(std::string(text), static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.emplace_back(text);
  return ActionId(found->second);
}

std::uint64_t ActionIds::count() const {
  if (kind_ == ActionKind::name) return names_.size();
  return fixed_ ? count_ : numbers_.count();
}

std::vector<std::uint32_t> ActionIds::seal() {
  if (kind_ == ActionKind::number) return {};
  std::vector<std::uint32_t> order(names_.size()), place(names_.size());
  std::iota(order.begin(), order.end(), 0u);
  if (!fixed_) std::ranges::sort(order, {}, [&](std::uint32_t i) -> const std::string& { return names_[i]; });
  std::vector<std::string> sorted;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(names_[order[i]]);
    by_name_[sorted.back()] = i;
  }
  names_ = std::move(sorted);
  fixed_ = true;
  return place;
}

}  // namespace megabandit
