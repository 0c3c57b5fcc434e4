#pragma once
// Numbers that name things. An action cannot be passed where a context is meant.

#include <compare>
#include <cstdint>
#include <functional>

namespace megabandit {

template <class Tag, class Rep>
struct Id {
  using rep = Rep;
  Rep value{};
  constexpr Id() = default;
  constexpr explicit Id(Rep v) : value(v) {}
  friend constexpr auto operator<=>(Id, Id) = default;
};

using ActionId = Id<struct ActionTag, std::uint32_t>;    ///< row of the catalogue, 0-based
using ContextId = Id<struct ContextTag, std::uint32_t>;  ///< row of /contexts/features, 0-based
using RoundId = Id<struct RoundTag, std::uint64_t>;      ///< row of /rounds, 0-based
using BlockId = Id<struct BlockTag, std::uint64_t>;      ///< a fixed run of contexts, see log/block_plan.hpp

// Arrays of ids go to files and messages as arrays of plain numbers.
static_assert(sizeof(ActionId) == 4 && sizeof(ContextId) == 4 && sizeof(RoundId) == 8);

}  // namespace megabandit

template <class Tag, class Rep>
struct std::hash<megabandit::Id<Tag, Rep>> {
  std::size_t operator()(megabandit::Id<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.value); }
};
