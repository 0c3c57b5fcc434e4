#pragma once

#include <memory>

#include "comm/communicator.hpp"
#include "log/file/log_file.hpp"
#include "log/file/scan.hpp"
#include "log/shard.hpp"

namespace megabandit {

/// @collective  A shard all of whose blocks are in memory. Rounds that were read by another rank than the
/// owner of their context are sent there.
std::unique_ptr<Shard> make_memory_shard(Communicator& comm, const LogFile& log, const LogShape& shape,
                                         const BlockPlan& plan, Scan scan, Outputs outputs);

/// Bytes needed while a shard in memory is made; `rounds` is the larger of those read and those owned.
std::uint64_t memory_shard_bytes(const LogFile& log, Range contexts, std::uint64_t rounds, Outputs outputs);

}  // namespace megabandit
