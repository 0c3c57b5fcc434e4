#include "cli/run_options.hpp"

#include <fstream>

#include <CLI/CLI.hpp>

#include "run/shared_config.hpp"

namespace megabandit {

void RunOptions::declare(CLI::App& app) {
  app.add_option("RUN.toml", path, "run file; its keys: docs/parameters.md, megabandit info --parameters")
      ->required()
      ->type_name("");
  app.add_option("--set", sets, "setting that overrides the file; may be repeated")
      ->type_name("table.key=value")
      ->allow_extra_args(false);
  app.add_option("--out", out, "run directory; the same as --set output.dir=DIR")->type_name("DIR");
  app.add_option("--resume", resume,
                 "auto: go on from the run directory's newest checkpoint, if any; never: start anew and "
                 "move an earlier run aside; DIR: go on from that run's newest checkpoint")
      ->type_name("auto|never|DIR")
      ->capture_default_str();
}

ConfigText RunOptions::text(const Job& job) {
  const ConfigText text = shared_config(job, path);
  if (!out.empty()) sets.push_back("output.dir=" + out);
  return text;
}

std::vector<std::string> program_arguments() {
  std::ifstream in("/proc/self/cmdline");
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(in, argument, '\0');) arguments.push_back(argument);
  return arguments;
}

}  // namespace megabandit
