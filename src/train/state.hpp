#pragma once
// From what a run goes on, bit for bit, on any number of ranks.

#include <cstdint>

#include "base/tally.hpp"
#include "optimizer/optimizer.hpp"

namespace megabandit {

/// What a learner needs to go on: named arrays and numbers.
using LearnerState = OptimizerState;

/// What the loop needs to go on.
struct LoopState {
  std::uint64_t step = 0;  ///< steps done
  Scales scales;           ///< of the next step's tally; empty: not known yet
};

}  // namespace megabandit
