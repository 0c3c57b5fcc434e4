#pragma once
// All runs of a sweep, known and checked before the first one starts.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "run/runner.hpp"
#include "sweep/file/cells.hpp"

namespace megabandit {

struct PlannedRun {
  std::size_t cell = 0;
  std::int64_t seed = 0;
  std::vector<std::string> sets;      ///< of the base, the cell and the seed
  std::filesystem::path folder = {};  ///< in the sweep's directory
  std::uint64_t identity = 0;         ///< Runner::check
  std::string input = {};             ///< Runner::input
};

struct SweepPlan {
  ConfigText base;
  std::vector<Cell> cells;
  std::vector<std::int64_t> seeds;
  std::vector<PlannedRun> runs;  ///< all cells of the first seed, then those of the next one
};

/// What all runs have in common.
struct SweepBase {
  ConfigText text;
  std::vector<std::string> sets;         ///< of the sweep file's tables, then of --set
  std::vector<Assignment> in_file = {};  ///< those of `sets` that stand in the sweep file
};

/// @local  @throws ConfigError naming the cell whose settings are not good, and why
SweepPlan plan_sweep(const SweepFile& file, const std::vector<std::int64_t>& seeds, const SweepBase& base,
                     const Runner& runner);

/// "objective.kind=ips, seed 3"
std::string name_of(const SweepPlan& plan, const PlannedRun& run);

}  // namespace megabandit
