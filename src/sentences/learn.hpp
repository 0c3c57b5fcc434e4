#pragma once
// One run of the sentence benchmark: from settings to numbers, in memory, on one core.

#include <functional>

#include "run/runner.hpp"
#include "sentences/benchmark/settings.hpp"
#include "world/sentences/sentence_world.hpp"

namespace megabandit {

struct SentenceRunSettings {
  SentenceWorldSettings world;
  BenchmarkSettings benchmark;
  MethodSettings method;
};

void declare(Schema& schema, SentenceRunSettings& run);
/// @throws ConfigError when the settings do not go together
void check(const SentenceRunSettings& settings);

/// Learns a policy and tells its numbers: value, optimality, entropy; uniform, optimal, logging_optimality
/// and logging_entropy of the world; density_mean and density_low of the log (ReleasedDensities);
/// mean_weight, clipped and unsupported (shares of the rounds of all steps); optimality_S at each checkpoint
/// S; step_seconds, CPU spent on steps. A function of the settings alone, but for those seconds.
/// @local  @throws ConfigError as check does; RunStopped when `asked_to_stop` says so
RunNumbers learn_sentences(const SentenceRunSettings& settings, const std::function<bool()>& asked_to_stop);

}  // namespace megabandit
