#pragma once
// How a run of comparisons ended, in words.

#include <cstdint>
#include <string>

#include "compare/stopping/stopping_rule.hpp"

namespace megabandit {

/// How a run of comparisons ended, or that it has not.
struct Ending {
  std::string reason;  ///< empty: it goes on
  Status status = Status::open;
};

std::string said_at_the_end(Status status);  ///< empty while it is open
std::string budget_used_up(std::uint64_t budget);

}  // namespace megabandit
