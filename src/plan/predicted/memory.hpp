#pragma once
// What a rank keeps in memory at the height of a run, item by item.

#include <cstdint>
#include <string>
#include <vector>

#include "plan/grid.hpp"
#include "plan/problem.hpp"

namespace megabandit {

struct MemoryItem {
  std::string what;
  double bytes = 0;
};

struct Memory {
  std::vector<MemoryItem> items;
  double total() const;
};

/// Of the busiest rank. `shard_limit` (bytes, 0: none) is limits.memory: a shard that does not fit is
/// streamed.
Memory memory_of(const Problem& problem, const Grid& grid, double shard_limit);

}  // namespace megabandit
