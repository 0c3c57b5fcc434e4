#pragma once
// All judges by name.

#include <cstdint>
#include <memory>
#include <vector>

#include "config/choice.hpp"
#include "judge/judge.hpp"
#include "judge/settings.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// What a judge is made from.
struct JudgeOrder {
  const Job& job;
  const JudgeSettings& judge;
  const CandidateSettings& candidates;
  std::uint64_t seed = 0;  ///< of the outcomes
};

struct JudgeKind {
  Choice choice;
  /// @collective  The same on every rank, or all ranks throw the same.
  std::unique_ptr<Judge> (*make)(const JudgeOrder& order);
};

const std::vector<JudgeKind>& judge_kinds();

/// @collective  @throws AgreedError: ConfigError's code for settings that do not fit each other,
/// MissingInput's and DataError's for files
std::unique_ptr<Judge> make_judge(const Job& job, const JudgeSettings& judge,
                                  const CandidateSettings& candidates, std::uint64_t seed);

}  // namespace megabandit
