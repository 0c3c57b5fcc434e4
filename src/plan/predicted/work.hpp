#pragma once
// The busiest rank's part of a step. Blocks of the log and spans of the catalogue are not cut, so it can be
// more than one over the number of ranks.

#include <cstdint>

#include "plan/grid.hpp"
#include "plan/problem.hpp"

namespace megabandit {

struct Work {
  double blocks = 0;    ///< of the batch
  double dealt = 0;     ///< of these, whose sums are this rank's: ranks with the same blocks share them out
  double contexts = 0;  ///< live ones
  double rounds = 0;    ///< live ones
  double windows = 0;   ///< in which blocks are scored together
  double chunks = 0;    ///< in which contexts meet the catalogue together
  double queries = 0;   ///< contexts, those included that fill the kernel's lanes
  double seen_chunks = 0;  ///< the same two of what users saw in the rounds (SeenProblemSize)
  double seen_queries = 0;
  std::uint64_t spans = 0;    ///< of the catalogue
  std::uint64_t actions = 0;  ///< rows of the table
  double cores = 1;           ///< that the threads keep busy while contexts meet the catalogue
  double block_cores = 1;     ///< while every block is worked on by one thread
};

/// Spans of the catalogue: no more ranks than that can have actions.
std::uint64_t spans_of(const Problem& problem);

Work work_of(const Problem& problem, const Grid& grid);

}  // namespace megabandit
