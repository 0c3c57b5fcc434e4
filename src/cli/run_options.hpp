#pragma once
// The options of commands that carry out a run file.

#include <filesystem>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "run/run_directory.hpp"
#include "storage/job.hpp"

namespace CLI {
class App;
}

namespace megabandit {

struct RunOptions {
  std::string path;
  std::string out;
  std::string resume = "auto";
  std::vector<std::string> sets;
  bool dry_run = false;

  void declare(CLI::App& app);
  /// @collective  The run file, the same on all ranks; `sets` then has what --out says too. @throws
  /// AgreedError
  ConfigText text(const Job& job);
  Resume how_to_resume() const { return resume == "never" ? Resume::never : Resume::automatic; }
  /// The run directory that --resume names; empty when it names none.
  std::filesystem::path resume_from() const {
    return resume == "auto" || resume == "never" ? "" : std::filesystem::path(resume);
  }
};

/// @local  argv of this process.
std::vector<std::string> program_arguments();

}  // namespace megabandit
