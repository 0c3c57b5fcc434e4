#pragma once
// The log is cut into blocks of a fixed number of contexts. Blocks, not ranks, define the arithmetic.

#include <algorithm>
#include <cstdint>

#include "base/ids.hpp"
#include "base/range.hpp"

namespace megabandit {

/// What is large enough for a whole log and leaves blocks for many ranks.
inline constexpr std::uint64_t kContextsPerBlock = 256;

/// Which contexts make a block and which rank owns it. @replicated
struct BlockPlan {
  std::uint64_t contexts = 0;            ///< of the whole log
  std::uint64_t contexts_per_block = 1;  ///< the last block may be smaller
  Range busy{0, UINT64_MAX};             ///< blocks from the first to the last that has rounds of the split

  std::uint64_t blocks() const { return (contexts + contexts_per_block - 1) / contexts_per_block; }
  Range contexts_of(BlockId block) const {
    const std::uint64_t first = block.value * contexts_per_block;
    return {first, std::min(first + contexts_per_block, contexts)};
  }
  /// Blocks of a rank: a contiguous run, possibly empty. Those that are not busy belong to nobody.
  Range owned(int rank, int ranks) const {
    const Range all{busy.first, std::min(busy.last, blocks())};
    const Range part =
        even_part(all.size(), static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(ranks));
    return {all.first + part.first, all.first + part.last};
  }
};

}  // namespace megabandit
