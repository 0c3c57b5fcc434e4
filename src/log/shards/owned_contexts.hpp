#pragma once

#include "log/block_plan.hpp"

namespace megabandit {

/// Contexts of all blocks of a rank: a contiguous run. @replicated
inline Range owned_contexts(const BlockPlan& plan, int rank, int ranks) {
  const Range blocks = plan.owned(rank, ranks);
  return {std::min(blocks.first * plan.contexts_per_block, plan.contexts),
          std::min(blocks.last * plan.contexts_per_block, plan.contexts)};
}

}  // namespace megabandit
