#pragma once
// The busiest rank's part of a step. Blocks of the log and spans of the catalogue are not cut, so it can be
// more than one over the number of ranks.

#include <cstdint>

#include "plan/grid.hpp"
#include "plan/problem.hpp"

namespace megabandit {

struct Work {
  double blocks = 0;                              ///< of the batch
  double contexts = 0;                            ///< live ones
  double rounds = 0;                              ///< live ones
  double loaded_rounds = 0, loaded_contexts = 0;  ///< with those that have no credit
  std::uint64_t actions = 0;                      ///< rows of the table
  double cores = 1;  ///< that the threads of the rank keep busy: a thread has whole spans
};

/// Spans of the catalogue: no more ranks than that can have actions.
std::uint64_t spans_of(const Problem& problem);

Work work_of(const Problem& problem, const Grid& grid);

}  // namespace megabandit
