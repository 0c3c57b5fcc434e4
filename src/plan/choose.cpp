#include "plan/choose.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include "plan/predicted/cost.hpp"
#include "plan/predicted/memory.hpp"
#include "plan/predicted/work.hpp"

namespace megabandit {
namespace {

constexpr int kMostRanks = 1 << 20;

double memory_of(const Problem& problem, const Grid& grid, const MemoryLimits& limits) {
  return memory_of(problem, grid, static_cast<double>(limits.shard)).total();
}

// The least number for which `enough` holds, which it does for all larger ones.
std::optional<int> least(const std::function<bool(int)>& enough) {
  int high = 1;
  while (!enough(high)) {
    if (high >= kMostRanks) return std::nullopt;
    high *= 2;
  }
  int low = high / 2;  // not enough, or 0
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

bool possible(const Problem& problem, const Grid& grid) {
  const std::uint64_t most = problem.exact() ? spans_of(problem) : 1;
  return static_cast<std::uint64_t>(grid.action_shards) <= most;
}

bool fits(const Problem& problem, const Grid& grid, const MemoryLimits& limits) {
  return limits.rank == 0 || memory_of(problem, grid, limits) <= static_cast<double>(limits.rank);
}

Grid choose_grid(const Problem& problem, int ranks, const Ceilings& ceilings, const MemoryLimits& limits) {
  Grid best, smallest;
  double shortest = std::numeric_limits<double>::infinity(), least_memory = shortest;
  for (const Grid& grid : grids_of(ranks)) {
    if (!possible(problem, grid)) continue;
    const double seconds = cost_of(problem, grid, ceilings).seconds();
    const double memory = memory_of(problem, grid, limits);
    if (memory < least_memory) {
      least_memory = memory;
      smallest = grid;
    }
    if (seconds < shortest && fits(problem, grid, limits)) {
      shortest = seconds;
      best = grid;
    }
  }
  return shortest < std::numeric_limits<double>::infinity() ? best : smallest;
}

FittingRanks ranks_that_fit(const Problem& problem, const MemoryLimits& limits) {
  FittingRanks ranks;
  ranks.log_sharded = least([&](int all) { return fits(problem, {.log_shards = all}, limits); });
  if (problem.exact())
    ranks.action_sharded = least([&](int all) { return fits(problem, {.action_shards = all}, limits); });
  return ranks;
}

}  // namespace megabandit
