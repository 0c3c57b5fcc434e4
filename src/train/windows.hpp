#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <vector>
#include <vector>

#include "log/shard.hpp"

namespace megabandit {

/// @local  Calls work(blocks) for `ids` in order, as many blocks at a time as memory and one pass over the
/// catalogue should hold. While it works, a streamed shard reads the next ones.
inline void for_windows(Shard& shard, std::span<const BlockId> ids,
                        const std::function<void(std::span<const BlockView>)>& work) {
  constexpr std::uint64_t kContexts = 4096;
  const std::uint64_t most = std::max<std::uint64_t>(1, kContexts / shard.plan().contexts_per_block);
  const auto window = static_cast<std::size_t>(std::min(most, std::max<std::uint64_t>(1, shard.window())));
  const auto some = [&](std::size_t first) { return ids.subspan(first, std::min(window, ids.size() - first)); };
  for (std::size_t first = 0; first < ids.size(); first += window) {
    const std::vector<BlockView> blocks = shard.load(some(first));
    if (first + window < ids.size()) shard.announce(some(first + window));
    work(blocks);
  }
}

}  // namespace megabandit
