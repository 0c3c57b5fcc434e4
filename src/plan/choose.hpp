#pragma once

#include <cstdint>
#include <optional>

#include "plan/grid.hpp"
#include "plan/machine/ceilings.hpp"
#include "plan/problem.hpp"

namespace megabandit {

/// Memory in bytes; 0: no limit.
struct MemoryLimits {
  std::uint64_t rank = 0;   ///< all that a rank uses
  std::uint64_t shard = 0;  ///< its part of the log, else it is streamed (limits.memory)
};

/// Whether every rank has actions, and all of them where the normaliser needs that.
bool possible(const Problem& problem, const Grid& grid);

bool fits(const Problem& problem, const Grid& grid, const MemoryLimits& limits);

/// The grid whose steps are predicted to be shortest among those whose ranks fit into memory; where none
/// does, the one that needs the least. Only grids that are possible(). Ties go to fewer action shards.
/// @replicated
Grid choose_grid(const Problem& problem, int ranks, const Ceilings& ceilings, const MemoryLimits& limits);

/// The least numbers of ranks that fit into memory with one part of the catalogue, and with one part of the
/// log; none where no number does. @replicated
struct FittingRanks {
  std::optional<int> log_sharded, action_sharded;
};
FittingRanks ranks_that_fit(const Problem& problem, const MemoryLimits& limits);

}  // namespace megabandit
