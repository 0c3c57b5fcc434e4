#pragma once
// A run file: one struct a table, declared beside what it sets.

#include "config/run/limits_settings.hpp"
#include "config/run/log_settings.hpp"
#include "config/run/output_settings.hpp"
#include "config/run/policy_settings.hpp"
#include "config/run/run_settings.hpp"
#include "normaliser/table.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"
#include "outputs/settings.hpp"
#include "reward/settings.hpp"

namespace megabandit {

struct RunConfig {
  LogSettings log;
  PolicySettings policy;
  ObjectiveSettings objective;
  OptimizerSettings optimizer;
  DensitySettings density;
  RewardModelSettings reward_model;
  NormaliserSettings normaliser;
  RunSettings run;
  OutputSettings output;
  LimitsSettings limits;

  Resolved resolved;  ///< where each value came from; filled by read_run_config
};

void declare(Schema& schema, RunConfig& config);

/// @local  Same text and options, same answer. @throws ConfigError
RunConfig read_run_config(const ConfigText& file, std::span<const std::string> sets);
/// As above. @throws MissingInput when the file cannot be read.
RunConfig read_run_config(const std::filesystem::path& path, std::span<const std::string> sets);

}  // namespace megabandit
