#pragma once
// Two ways in which learning from logged feedback goes wrong without an error: a plateau, and weights of
// which a few rounds hold all.

#include <optional>

#include "observe/events.hpp"

namespace megabandit {

/// What to say about an epoch of a value objective (spec: warn at the end of every epoch after the first).
/// `epoch` holds the means over the epoch, `live_rounds` is their number in it.
std::optional<Warning> judge_epoch(const StepDone& epoch, double live_rounds);

}  // namespace megabandit
