#pragma once
// A run file of a comparison: one struct a table, declared beside what it sets.

#include <span>
#include <string>

#include "compare/settings.hpp"
#include "config/run/limits_settings.hpp"
#include "config/run/output_settings.hpp"
#include "config/schema.hpp"
#include "identify/study/study_plan.hpp"
#include "judge/settings.hpp"

namespace megabandit {

struct CompareConfig {
  CandidateSettings candidates;
  JudgeSettings judge;
  CompareSettings compare;
  StudySettings study;
  std::uint64_t seed = 1;
  OutputSettings output;
  WatchdogSettings limits;

  Resolved resolved;  ///< where each value came from; filled by read_compare_config
};

void declare(Schema& schema, CompareConfig& config);

/// @local  Same text and options, same answer. @throws ConfigError
CompareConfig read_compare_config(const ConfigText& file, std::span<const std::string> sets);

}  // namespace megabandit
