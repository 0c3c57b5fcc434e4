#pragma once

#include <cstdint>

#include "config/run/policy_settings.hpp"
#include "log/shard.hpp"

namespace megabandit {

/// Columns of the table that a policy of these settings has on this log; 0 when nothing says how many. A
/// fixed table has those of the log's embeddings, or of its actions' outputs; a trained one as many as asked
/// for, else those of the embeddings, or of the features where the tower is the identity.
std::uint64_t table_columns(const PolicySettings& policy, const LogShape& shape);

}  // namespace megabandit
