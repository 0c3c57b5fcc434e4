#pragma once

#include <memory>

#include "log/file/log_file.hpp"
#include "log/file/scan.hpp"
#include "log/shard.hpp"

namespace megabandit {

/// @local  A shard that reads the blocks it is asked for. The file's rounds are sorted by context.
std::unique_ptr<Shard> make_stream_shard(LogFile log, const LogShape& shape, const BlockPlan& plan,
                                         Range owned, const Scan& scan, const ShardOptions& options);

}  // namespace megabandit
