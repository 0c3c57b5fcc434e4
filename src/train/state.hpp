#pragma once
// From what a run goes on, bit for bit, on any number of ranks.

#include <cstdint>
#include <map>
#include <string>

#include "base/matrix.hpp"
#include "base/tally.hpp"

namespace megabandit {

/// What a learner needs to go on.
struct LearnerState {
  std::map<std::string, Vector> arrays;
  std::map<std::string, double> numbers;
};

/// What the loop needs to go on.
struct LoopState {
  std::uint64_t step = 0;  ///< steps done
  Scales scales;           ///< of the next step's tally; empty: not known yet
};

}  // namespace megabandit
