#pragma once

#include "log/shard.hpp"
#include "policy/policy_file.hpp"
#include "storage/job.hpp"
#include "train/run_config.hpp"

namespace megabandit {

/// @collective  The policy that a run starts from, with what goes into its file. `actions`: the ranks among
/// which the catalogue is cut, null: it is not. Each reads or draws its own rows only, whatever the cut the
/// same; names are on rank 0 alone. @throws AgreedError
SavedPolicy start_policy(const Job& job, const RunConfig& config, const LogShape& shape,
                         Communicator* actions);

}  // namespace megabandit
