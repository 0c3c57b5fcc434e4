#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include "comm/agree.hpp"
#include "log/shard.hpp"

namespace megabandit {

/// @collective over `group` (null: @local), whose ranks have the same shard and give the same ids  Calls
/// work(blocks) for `ids` in order, as many blocks at a time as one pass over the catalogue should hold. The
/// shard loads as many as memory should hold; if it is streamed, it reads the next ones meanwhile. A block
/// that cannot be loaded is an error of all ranks of the group.
inline void for_windows(Shard& shard, std::span<const BlockId> ids, Communicator* group,
                        const std::function<void(std::span<const BlockView>)>& work) {
  constexpr std::uint64_t kContexts = 4096;
  const auto at_once =
      static_cast<std::size_t>(std::max<std::uint64_t>(1, kContexts / shard.plan().contexts_per_block));
  const auto window = static_cast<std::size_t>(std::max<std::uint64_t>(1, shard.window()));
  const auto some = [](auto of, std::size_t first, std::size_t most) {
    return of.subspan(first, std::min(most, of.size() - first));
  };
  for (std::size_t first = 0; first < ids.size(); first += window) {
    std::vector<BlockView> loaded;
    agree(group, [&] {
      loaded = shard.load(some(ids, first, window));
      if (first + window < ids.size()) shard.announce(some(ids, first + window, window));
    });
    for (std::size_t block = 0; block < loaded.size(); block += at_once)
      work(some(std::span<const BlockView>(loaded), block, at_once));
  }
}

}  // namespace megabandit
