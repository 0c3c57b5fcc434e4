#include "plan/plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace megabandit {
namespace {

// Asked of Slurm on top of what is predicted: a prediction of memory is off by up to 15 %, one of time by
// more, on a machine that others use too.
constexpr double kMoreMemory = 1.25, kMoreTime = 2, kStartMinutes = 5;

constexpr double kRoundBytes = 21, kFloat = 4;  // as a log stores them

// Reads its part of the rounds and contexts once.
double reading_seconds(const Problem& problem, const Grid& grid, const Ceilings& ceilings) {
  const double bytes = kRoundBytes * static_cast<double>(problem.rounds) +
                       kFloat * static_cast<double>(problem.contexts * problem.features);
  return bytes / grid.log_shards / ceilings.log_bytes_per_s;
}

// The grid of several parts of both that is fastest; none for a prime number of ranks, or too few actions.
std::optional<Grid> best_mixture(const Problem& problem, int ranks, const Ceilings& ceilings) {
  std::optional<Grid> best;
  double shortest = std::numeric_limits<double>::infinity();
  for (const Grid& grid : grids_of(ranks)) {
    if (grid.log_shards == 1 || grid.action_shards == 1 || !possible(problem, grid)) continue;
    const double seconds = cost_of(problem, grid, ceilings).seconds();
    if (seconds < shortest) {
      shortest = seconds;
      best = grid;
    }
  }
  return best;
}

std::vector<Grid> grids_to_show(const Problem& problem, int ranks, const Ceilings& ceilings,
                                const Grid& chosen) {
  std::vector<Grid> grids{{.log_shards = ranks}};
  if (ranks > 1 && problem.exact()) grids.push_back({.action_shards = ranks});
  if (const auto mixture = best_mixture(problem, ranks, ceilings)) grids.push_back(*mixture);
  if (std::ranges::find(grids, chosen) == grids.end()) grids.push_back(chosen);
  return grids;
}

SlurmRequest request(const Problem& problem, const LayoutPlan& layout) {
  const double threads = problem.threads;
  return {.ntasks = layout.grid.ranks(),
          .cpus_per_task = problem.threads,
          .mem_per_cpu_mib = std::ceil(kMoreMemory * layout.memory.total() / threads / 0x1p20),
          .minutes = std::ceil(kStartMinutes + kMoreTime * layout.seconds / 60)};
}

}  // namespace

const LayoutPlan& RunPlan::chosen() const { return *std::ranges::find(layouts, true, &LayoutPlan::chosen); }

RunPlan plan_run(const Problem& problem, const Grid& chosen, const Ceilings& ceilings,
                 const MemoryLimits& limits) {
  const int ranks = chosen.ranks();
  const double alone = cost_of(problem, {}, ceilings).seconds();
  RunPlan plan{.ranks = ranks, .layouts = {}, .slurm = {}};
  for (const Grid& grid : grids_to_show(problem, ranks, ceilings, chosen)) {
    LayoutPlan layout{.grid = grid,
                      .chosen = grid == chosen,
                      .fits = fits(problem, grid, limits),
                      .step = cost_of(problem, grid, ceilings),
                      .messages = messages_of(problem, grid),
                      .memory = memory_of(problem, grid, static_cast<double>(limits.shard))};
    layout.seconds =
        reading_seconds(problem, grid, ceilings) + static_cast<double>(problem.steps) * layout.step.seconds();
    layout.speed_up = alone / layout.step.seconds();
    plan.layouts.push_back(std::move(layout));
  }
  plan.slurm = request(problem, plan.chosen());
  return plan;
}

}  // namespace megabandit
