#pragma once
// What the ranks send each other in a step: counted exactly (tests hold it against a rank of DryRunComm).

#include <cstdint>
#include <vector>

#include "comm/verb.hpp"
#include "plan/grid.hpp"
#include "plan/problem.hpp"

namespace megabandit {

/// Calls of one verb, alike in size, among the ranks that work on the same part of the log or the catalogue.
struct Message {
  const char* what = "";
  Verb verb{};
  int ranks = 1;     ///< that take part in a call
  double calls = 0;  ///< of a step
  double bytes = 0;  ///< that a rank gives to all of them
};

/// Of one step on the busiest rank; empty for one rank.
std::vector<Message> messages_of(const Problem& problem, const Grid& grid);

}  // namespace megabandit
