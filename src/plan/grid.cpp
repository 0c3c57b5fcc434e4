#include "plan/grid.hpp"

#include <fmt/format.h>

namespace megabandit {

std::string layout_name(const Grid& grid) {
  if (grid.action_shards == 1) return "log-sharded";
  if (grid.log_shards == 1) return "action-sharded";
  return fmt::format("grid {} x {}", grid.log_shards, grid.action_shards);
}

std::vector<Grid> grids_of(int ranks) {
  std::vector<Grid> grids;
  for (int action_shards = 1; action_shards <= ranks; ++action_shards)
    if (ranks % action_shards == 0) grids.push_back({ranks / action_shards, action_shards});
  return grids;
}

}  // namespace megabandit
