#pragma once

#include <cstddef>

namespace megabandit {

/// Actions that a kernel scores at a time: their rows and their weights for a block of queries stay in the
/// first-level cache. A span is a whole number of tiles.
inline constexpr std::size_t kTileActions = 128;

}  // namespace megabandit
