#pragma once
// What a run file and its log come to, before anything large is read.

#include <string>

#include "log/shard.hpp"
#include "plan/problem.hpp"
#include "storage/job.hpp"
#include "train/run_config.hpp"

namespace megabandit {

/// The rounds that a run learns from.
struct ChosenLog {
  std::string split;
  LogShape shape;
};

/// @collective  The split of the log that the settings name; where they name none, the usual one if the log
/// has splits. @throws AgreedError
ChosenLog choose_log(const Job& job, const RunConfig& config);

/// @replicated  How many columns the policy's table has. @throws ConfigError when nothing says so
std::uint64_t columns_of_table(const RunConfig& config, const LogShape& shape);

/// @collective  Outputs of each action for a query in the bank that the settings name; 0: they name none.
/// @throws AgreedError
std::uint64_t bank_samples(const Job& job, const RunConfig& config);

/// @replicated  @throws ConfigError as the policy itself would
Problem problem_of(const RunConfig& config, const LogShape& shape, std::uint64_t bank_samples);

}  // namespace megabandit
