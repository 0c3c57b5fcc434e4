#pragma once
// Seconds, flops and bytes of a step, predicted from the ceilings of a machine. The formulas:
// docs/scaling.md.

#include <string>
#include <vector>

#include "plan/grid.hpp"
#include "plan/machine/ceilings.hpp"
#include "plan/problem.hpp"

namespace megabandit {

struct CostItem {
  std::string what;
  double seconds = 0;
  double flops = 0;  ///< products of the busiest rank
  double bytes = 0;  ///< from memory (or, of messages, given to others) of the busiest rank
};

struct StepCost {
  std::vector<CostItem> items;  ///< of the busiest rank, one after the other
  double calls = 0;             ///< of verbs
  double message_bytes = 0;
  double message_seconds = 0;

  double seconds() const;
  double flops() const;
  double bytes() const;  ///< from memory
};

StepCost cost_of(const Problem& problem, const Grid& grid, const Ceilings& ceilings);

}  // namespace megabandit
