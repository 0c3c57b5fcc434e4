#pragma once
// A training run from its settings to its policy.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "run/narrator.hpp"
#include "run/run_directory.hpp"
#include "storage/job.hpp"
#include "train/run_config.hpp"

namespace megabandit {

struct TrainOptions {
  Resume resume = Resume::automatic;
  std::filesystem::path resume_from;   ///< a run directory; empty: the run's own
  std::vector<std::string> arguments;  ///< of the program, for run.json
  Audience audience = Audience::people;
};

/// @collective  Trains until finished (Exit::done, policy.h5 is written) or asked to stop (Exit::stopped, a
/// checkpoint is).
/// @throws AgreedError
Exit train(const Job& job, const RunConfig& config, const TrainOptions& options);

/// @collective  Opens and checks everything that `train` would use and says what it would do; writes nothing.
Exit rehearse(const Job& job, const RunConfig& config);

}  // namespace megabandit
