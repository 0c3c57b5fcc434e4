#pragma once

#include "log/shard.hpp"
#include "plan/choose.hpp"
#include "storage/job.hpp"
#include "train/run_config.hpp"

namespace megabandit {

/// The grid of a run on so many ranks: as run.layout says, or the cheapest. @replicated  @throws ConfigError
/// when run.action_shards does not divide the ranks
Grid grid_as_asked(const RunConfig& config, const Problem& problem, int ranks, const Ceilings& ceilings,
                   const MemoryLimits& limits);

/// @collective  The grid of all ranks for a run on this log: as run.layout says, or the one that is predicted
/// to take the shortest time. It does not change what is learned.
/// @throws AgreedError  when run.action_shards does not divide the number of ranks, or the run does not fit
/// into memory in that grid
Grid choose_layout(const Job& job, const RunConfig& config, const LogShape& shape);

}  // namespace megabandit
