#pragma once
// Where a rank stands in the grid of log shards x action shards, and whom it works with.

#include <memory>

#include "comm/communicator.hpp"
#include "plan/grid.hpp"

namespace megabandit {

/// Ranks in a row hold the catalogue together: rank = log shard * action shards + action shard.
class Layout {
 public:
  /// @collective over `world`, which outlives this. grid.ranks() == world.size().
  Layout(Communicator& world, const Grid& grid);

  const Grid& grid() const { return grid_; }
  Communicator& world() const { return world_; }
  /// The ranks with the same log shard, who hold the catalogue together; null: this one has all of it.
  Communicator* actions() const { return actions_.get(); }
  /// The ranks with the same action shard, who share out the log.
  Communicator& replicas() const { return *replicas_; }

 private:
  Communicator& world_;
  Grid grid_;
  std::unique_ptr<Communicator> actions_;  // of several ranks
  std::unique_ptr<Communicator> replicas_;
};

}  // namespace megabandit
