#include "sweep/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "sweep/told_otherwise.hpp"

namespace megabandit {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

void require_different(const std::vector<std::int64_t>& seeds) {
  if (seeds.empty()) throw ConfigError("`sweep.seeds` is empty; it must have a seed at least");
  for (std::size_t i = 0; i < seeds.size(); ++i)
    if (std::find(seeds.begin(), seeds.begin() + static_cast<std::ptrdiff_t>(i), seeds[i]) !=
        seeds.begin() + static_cast<std::ptrdiff_t>(i))
      throw ConfigError(fmt::format("`sweep.seeds` has {} twice", seeds[i]));
}

void require_no_seed(const SweepFile& file, const std::vector<std::string>& seed_keys) {
  const auto refuse = [&](const std::string& key) {
    if (has(seed_keys, key))
      throw ConfigError(fmt::format("{}: `{}` varies with `sweep.seeds`; give its values there",
                                    file.tables.path.string(), key));
  };
  for (const Axis& axis : file.grid) refuse(axis.key);
  for (const Case& one : file.cases)
    for (const Assignment& setting : one.settings) refuse(setting.key);
}

/// What stands in a sweep file is handed to runs as if it were given with --set.
std::string at_its_place(std::string fault, const std::vector<Assignment>& in_file) {
  for (const Assignment& setting : in_file)
    fault = told_otherwise(std::move(fault), "--set " + setting.as_set(), setting.place);
  return fault;
}

PlannedRun planned(const SweepPlan& plan, std::size_t cell, std::int64_t seed, const SweepBase& base,
                   const Runner& runner) {
  PlannedRun run{.cell = cell, .seed = seed, .sets = base.sets};
  std::vector<Assignment> in_file = plan.cells[cell].settings;
  for (const Assignment& setting : in_file) run.sets.push_back(setting.as_set());
  in_file.insert(in_file.end(), base.in_file.begin(), base.in_file.end());
  for (const std::string& key : runner.seed_keys()) run.sets.push_back(fmt::format("{}={}", key, seed));
  run.folder = std::filesystem::path("runs") / folder_name(plan.cells[cell]) / fmt::format("seed-{}", seed);
  try {
    run.identity = runner.check(base.text, run.sets);
    run.input = runner.input(base.text, run.sets);
  } catch (const ConfigError& error) {
    throw ConfigError(fmt::format("the run {}: {}", name_of(plan, run), at_its_place(error.what(), in_file)));
  }
  return run;
}

}  // namespace

SweepPlan plan_sweep(const SweepFile& file, const std::vector<std::int64_t>& seeds, const SweepBase& base,
                     const Runner& runner) {
  require_different(seeds);
  require_no_seed(file, runner.seed_keys());
  SweepPlan plan{.base = base.text, .cells = cells_of(file), .seeds = seeds, .runs = {}};
  for (const std::int64_t seed : seeds)
    for (std::size_t cell = 0; cell < plan.cells.size(); ++cell)
      plan.runs.push_back(planned(plan, cell, seed, base, runner));
  return plan;
}

std::string name_of(const SweepPlan& plan, const PlannedRun& run) {
  return fmt::format("{}, seed {}", label(plan.cells[run.cell]), run.seed);
}

}  // namespace megabandit
