#include "plan/machine/require_room.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "plan/amounts.hpp"
#include "plan/predicted/memory.hpp"

namespace megabandit {
namespace {

std::string largest_items(Memory memory) {
  std::ranges::sort(memory.items, std::ranges::greater{}, &MemoryItem::bytes);
  std::vector<std::string> texts;
  for (const MemoryItem& item : memory.items)
    if (texts.size() < 3 && item.bytes > 0.01 * memory.total())
      texts.push_back(fmt::format("{} {}", item.what, bytes_text(item.bytes)));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string what_would_do(const Problem& problem, const MemoryLimits& limits) {
  const FittingRanks fitting = ranks_that_fit(problem, limits);
  std::vector<std::string> ways;
  if (fitting.action_sharded)
    ways.push_back(fmt::format("{} ranks would do, action-sharded", *fitting.action_sharded));
  if (fitting.log_sharded)
    ways.push_back(fmt::format("{} ranks would do, log-sharded", *fitting.log_sharded));
  if (ways.empty())
    return "no number of ranks would do: a rank needs more memory, or the run a smaller batch "
           "(run.batch_rounds)";
  return fmt::format("{}, each with as much memory", fmt::join(ways, "; "));
}

}  // namespace

MemoryLimits limits_in(const Room& room, std::uint64_t shard) {
  const double bytes = room.bytes / (1 - kMemoryDoubt);
  return {.rank = bytes < 0x1p63 ? static_cast<std::uint64_t>(bytes) : 0, .shard = shard};
}

void require_room(const Problem& problem, const Grid& grid, const Room& room, std::uint64_t shard) {
  const MemoryLimits limits = limits_in(room, shard);
  if (fits(problem, grid, limits)) return;
  const Memory need = memory_of(problem, grid, static_cast<double>(shard));
  throw ConfigError(fmt::format(
      "this run does not fit: a rank (of {}, {}) needs about {} of memory ({}), but has {} ({}). {}; "
      "`megabandit plan` tells the needs of any number",
      grid.ranks(), layout_name(grid), bytes_text(need.total()), largest_items(need), bytes_text(room.bytes),
      room.source, what_would_do(problem, {.rank = static_cast<std::uint64_t>(room.bytes), .shard = shard})));
}

}  // namespace megabandit
