#include "train/layout/layout.hpp"

#include "base/check.hpp"

namespace megabandit {

Layout::Layout(Communicator& world, const Grid& grid) : world_(world), grid_(grid) {
  MEGABANDIT_CHECK(cheap, grid.ranks() == world.size(), "a grid of {} x {} for {} ranks", grid.log_shards,
                   grid.action_shards, world.size());
  const int log_shard = world.rank() / grid.action_shards, action_shard = world.rank() % grid.action_shards;
  if (grid.action_shards > 1) actions_ = world.split(log_shard);
  replicas_ = world.split(action_shard);
}

}  // namespace megabandit
