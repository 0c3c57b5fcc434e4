#pragma once
// A run of comparisons from its settings to its answer.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "identify/result/report.hpp"
#include "identify/run/compare_config.hpp"
#include "run/narrator.hpp"
#include "run/run_directory.hpp"
#include "storage/job.hpp"

namespace megabandit {

struct CompareOptions {
  Resume resume = Resume::automatic;
  std::filesystem::path resume_from;   ///< a run directory; empty: the run's own
  std::vector<std::string> arguments;  ///< of the program, for run.json
  Audience audience = Audience::people;
};

struct Compared {
  Exit exit = Exit::done;  ///< stopped when it was asked to stop, else done: whether or not the best is known
  Report report;
};

/// @collective  Compares until the best is known, the budget is used up, or it is asked to stop. A run that
/// had come to an end goes on when the budget is larger or delta smaller. @throws AgreedError
Compared compare(const Job& job, const CompareConfig& config, const CompareOptions& options);

/// @collective  Opens and checks everything that `compare` would use and says what it would do; asks the
/// judge nothing and writes nothing.
Exit rehearse(const Job& job, const CompareConfig& config);

}  // namespace megabandit
