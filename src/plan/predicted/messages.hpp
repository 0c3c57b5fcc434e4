#pragma once
// What the ranks send each other in a step: counted exactly for sgd, adam and products with the Hessian where
// every context is live (a test holds it against a rank of DryRunComm), and on the average of blocks
// otherwise.

#include <vector>

#include "comm/verb.hpp"
#include "plan/grid.hpp"
#include "plan/problem.hpp"

namespace megabandit {

/// Calls of one verb among the ranks that have the same part of the log or of the catalogue, or among all.
struct Message {
  const char* what = "";
  Verb verb{};
  int ranks = 1;     ///< that take part in a call
  double calls = 0;  ///< of a step
  double bytes = 0;  ///< that the busiest rank gives to all these calls together
};

/// Of one step whose scales fit; empty for one rank.
std::vector<Message> messages_of(const Problem& problem, const Grid& grid);

}  // namespace megabandit
