#include "sweep/file/settings.hpp"

#include "sweep/file/tables.hpp"
#include "sweep/table.hpp"

namespace megabandit {

void declare(Schema& schema, SweepSettings& sweep) {
  std::vector<std::string> kinds;
  for (const RunnerKind& kind : runner_kinds()) kinds.push_back(kind.name);
  SchemaTable table = schema.table(
      "sweep",
      "Runs over a grid of settings ([sweeps.md](sweeps.md)). Besides these keys it has `grid`, `cases` and "
      "`against`, whose keys are those of the runs.");
  table.choice("run", sweep.run, kinds, "what is repeated");
  table.setting(
      "base", sweep.base,
      "the run file; settings may as well stand in tables of their own in the sweep file, or override it "
      "there");
  table.setting(
      "world", sweep.world,
      "of `train`: a world file; its log is simulated first, once for all runs with the same world and "
      "seed, and its settings are `world.TABLE.KEY` here, those of its table `world` also `world.KEY`");
  table.setting("seeds", sweep.seeds, "a list; a number N stands for 1, 2, ..., N").at_least(0);
  table.setting("ranks_per_run", sweep.ranks_per_run, "ranks that share a run; runs are done side by side")
      .at_least(1)
      .operational();
  table
      .setting("numbers", sweep.numbers,
               "what the printed table shows, in this order; empty: all that the runs tell. Files have all")
      .operational();
}

SweepSettings read_sweep_settings(const ConfigText& file) {
  SweepSettings settings;
  Schema schema;
  declare(schema, settings);
  settings.resolved = schema.read({file.path, declared_part(file)}, {});
  return settings;
}

}  // namespace megabandit
