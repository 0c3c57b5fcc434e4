#pragma once
// How the step size changes during a run.

#include <cstdint>
#include <string>
#include <vector>

namespace megabandit {

enum class Schedule { constant, warmup_cosine, one_cycle };

/// The names by which a schedule is asked for: none, warmup-cosine, one-cycle.
const std::vector<std::string>& schedule_names();

/// @throws ConfigError for an unknown name
Schedule schedule_named(const std::string& name);

/// By what the rate is multiplied at `step` of `steps` (0-based), in (0, 1]. Taken in the middle of the step,
/// so that neither the first nor the last step is wasted.
///   warmup-cosine: 0 to 1 over the first tenth, then (1 + cos) / 2 down to 0
///   one-cycle:     1/25 to 1 by a half cosine over three tenths, then down to 1/250000
double rate_factor(Schedule schedule, std::uint64_t step, std::uint64_t steps);

}  // namespace megabandit
