#pragma once
// A sweep from its file to its table.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "run/run_directory.hpp"
#include "sweep/report/report.hpp"

namespace megabandit {

struct SweepOptions {
  std::filesystem::path out;
  std::vector<std::string> sets;    ///< settings of all runs, "table.key=value"
  std::uint64_t ranks_per_run = 0;  ///< 0: as the file says
  Resume resume = Resume::automatic;
};

/// A sweep file that has been read and checked with every run in it.
struct Sweep {
  SweepSettings settings;
  std::unique_ptr<Runner> runner;
  SweepPlan plan;
};

/// @collective  The same on every rank. `settings`: those of table [sweep] of the same file. @throws
/// AgreedError
Sweep read_sweep(const Job& job, const ConfigText& file, SweepSettings settings, const SweepOptions& options);

struct Swept {
  Exit exit = Exit::done;  ///< stopped; else that of the first run that failed, or done
  SweepReport report;      ///< on rank 0
};

/// @collective  Does all runs that have not ended yet, side by side on groups of ranks; a run that fails is
/// recorded and the others go on. Writes results.csv and table.csv. The numbers do not depend on the ranks,
/// nor on who did which run when. @throws AgreedError
Swept carry_out(const Job& job, const Sweep& sweep, const SweepOptions& options);

/// For people: every run with its settings, and whether it has ended. @local
std::string list_of_runs(const Sweep& sweep, const SweepOptions& options);

}  // namespace megabandit
