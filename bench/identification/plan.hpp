#pragma once
// Which contests are simulated.

#include <cstdint>
#include <vector>

#include "bench/identification/trajectories.hpp"

namespace megabandit::bench {

struct Plan {
  std::vector<Trial> trials;
  std::uint64_t even_runs = 0;  ///< with a best one that is even with everyone
  std::uint64_t speed_comparisons = 0, many_candidates = 0, speed_waves = 0;
};

Plan toy_plan();    ///< a moment
Plan usual_plan();  ///< a minute
Plan whole_plan();  ///< everything in the specification's table

}  // namespace megabandit::bench
