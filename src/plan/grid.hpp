#pragma once
// Ranks form a grid: log shards x action shards.

#include <string>
#include <vector>

namespace megabandit {

struct Grid {
  int log_shards = 1;     ///< parts of the log; every part belongs to a group of action_shards ranks
  int action_shards = 1;  ///< parts of the catalogue; every part belongs to log_shards ranks
  int ranks() const { return log_shards * action_shards; }
  friend bool operator==(const Grid&, const Grid&) = default;
};

/// "log-sharded", "action-sharded" or "grid 4 x 2" (log shards x action shards).
std::string layout_name(const Grid& grid);

/// All grids of so many ranks, fewer action shards first. @replicated
std::vector<Grid> grids_of(int ranks);

}  // namespace megabandit
