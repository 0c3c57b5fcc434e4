#include "plan/batches.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {
namespace {

// A block is what one rank computes alone.
struct BlockRule {
  double blocks_per_batch;
  std::uint64_t most_contexts;
};
constexpr BlockRule kFixedTable{16, kContextsPerBlock}, kTrainedTable{4, 2 * kContextsPerBlock};

}  // namespace

std::uint64_t contexts_per_block(const LogShape& shape, std::uint64_t batch_rounds, TableKind table) {
  const BlockRule& rule = table == TableKind::trained ? kTrainedTable : kFixedTable;
  if (batch_rounds == 0) return rule.most_contexts;
  const double rounds_per_context = static_cast<double>(shape.rounds) / static_cast<double>(shape.contexts);
  const double contexts = static_cast<double>(batch_rounds) / std::max(1.0, rounds_per_context);
  return static_cast<std::uint64_t>(
      std::clamp(contexts / rule.blocks_per_batch, 1.0, static_cast<double>(rule.most_contexts)));
}

std::uint64_t blocks_per_batch(const LogShape& shape, std::uint64_t blocks, std::uint64_t batch_rounds) {
  if (batch_rounds == 0) return blocks;
  const double share = std::min(1.0, static_cast<double>(batch_rounds) / static_cast<double>(shape.rounds));
  return static_cast<std::uint64_t>(std::llround(std::max(1.0, share * static_cast<double>(blocks))));
}

}  // namespace megabandit
