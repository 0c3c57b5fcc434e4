#pragma once
// How a log is cut for a run: blocks small enough that a small batch still has some for many ranks, and as
// many of them as make a batch. Training and planning cut alike.

#include <cstdint>

#include "config/run/policy_settings.hpp"
#include "log/shard.hpp"

namespace megabandit {

/// How many contexts a block of this log has when a batch is to have `batch_rounds` rounds (0: all). Every
/// block adds as many numbers as a trained table has, so its blocks are larger. @replicated
std::uint64_t contexts_per_block(const LogShape& shape, std::uint64_t batch_rounds, TableKind table);

/// How many of `blocks` make a batch of about `batch_rounds` rounds (0: all). @replicated
std::uint64_t blocks_per_batch(const LogShape& shape, std::uint64_t blocks, std::uint64_t batch_rounds);

}  // namespace megabandit
