#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include "log/shard.hpp"

namespace megabandit {

/// @local  Calls work(blocks) for `ids` in order, as many blocks at a time as memory and one pass over the
/// catalogue should hold.
inline void for_windows(Shard& shard, std::span<const BlockId> ids,
                        const std::function<void(std::span<const BlockView>)>& work) {
  constexpr std::uint64_t kContexts = 4096;
  const std::uint64_t most = std::max<std::uint64_t>(1, kContexts / shard.plan().contexts_per_block);
  const auto window = static_cast<std::size_t>(std::min(most, std::max<std::uint64_t>(1, shard.window())));
  for (std::size_t first = 0; first < ids.size(); first += window)
    work(shard.load(ids.subspan(first, std::min(window, ids.size() - first))));
}

}  // namespace megabandit
