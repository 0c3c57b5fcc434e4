#include "train/layout/layout_choice.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "plan/choose.hpp"
#include "plan/machine/require_room.hpp"
#include "train/problem.hpp"

namespace megabandit {
namespace {

Grid with_action_shards(const RunConfig& config, int ranks) {
  const std::int64_t shards = config.run.action_shards;
  if (ranks % shards != 0)
    throw ConfigError(
        fmt::format("{}: run.action_shards = {} does not divide the number of ranks, {}: every part of the "
                    "catalogue must lie on equally many ranks; choose a divisor, or run.layout = \"auto\"",
                    config.resolved.at("run.action_shards").place, shards, ranks));
  return {ranks / static_cast<int>(shards), static_cast<int>(shards)};
}

// An estimate needs all of the catalogue on every rank.
bool may_be_cut(const RunConfig& config) { return config.normaliser.kind == "exact"; }

Grid cheapest(const RunConfig& config, const Problem& problem, int ranks, const Ceilings& ceilings,
              const MemoryLimits& limits) {
  if (!may_be_cut(config)) return {.log_shards = ranks};
  return choose_grid(problem, ranks, ceilings, limits);
}

}  // namespace

Grid grid_as_asked(const RunConfig& config, const Problem& problem, int ranks, const Ceilings& ceilings,
                   const MemoryLimits& limits) {
  switch (config.run.layout) {
    case LayoutChoice::log:
      return {ranks, 1};
    case LayoutChoice::action:
      return {1, ranks};
    case LayoutChoice::grid:
      if (config.run.action_shards > 0) return with_action_shards(config, ranks);
      return cheapest(config, problem, ranks, ceilings, limits);
    case LayoutChoice::automatic:
      return cheapest(config, problem, ranks, ceilings, limits);
  }
  throw InternalError("a layout that does not exist");
}

Grid choose_layout(const Job& job, const RunConfig& config, const LogShape& shape) {
  const Ceilings ceilings = usual_ceilings(job.comm);
  const Room room = least_room(job);
  const std::uint64_t shard = config.limits.memory.bytes, samples = bank_samples(job, config);
  Grid grid;
  agree(job.comm, [&] {
    const Problem problem = problem_of(config, shape, samples);
    grid = grid_as_asked(config, problem, job.comm.size(), ceilings, limits_in(room, shard));
    require_room(problem, grid, room, shard);
  });
  return grid;
}

}  // namespace megabandit
