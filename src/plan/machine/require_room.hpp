#pragma once

#include "plan/choose.hpp"
#include "plan/machine/room.hpp"

namespace megabandit {

/// By how much a prediction of memory may be off: a run is refused only where even this share less does not
/// fit.
inline constexpr double kMemoryDoubt = 0.15;

/// The limits of a run: what a rank may use here, with kMemoryDoubt taken into account, and limits.memory.
MemoryLimits limits_in(const Room& room, std::uint64_t shard);

/// @local  @throws ConfigError when the ranks of this grid do not fit: says what they need for what, what
/// there is, and how many ranks would do.
void require_room(const Problem& problem, const Grid& grid, const Room& room, std::uint64_t shard);

}  // namespace megabandit
