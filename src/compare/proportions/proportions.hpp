#pragma once
// How often each pair is to be compared, and how many comparisons that takes.

#include <utility>
#include <vector>

#include "compare/pairs/pair.hpp"

namespace megabandit {

/// Proportions of comparisons, and what is known of them (LLM-PO specification 2.1, 3.4).
struct Proportions {
  std::vector<std::pair<Pair, double>> weights;  ///< above 0, they sum to 1; by increasing pair
  /// Comparisons for each nat of log(1/delta) under these proportions: 1 / min_j f_j(weights).
  double characteristic_time = 0;
  /// The least time under any proportions is at least characteristic_time / (1 + gap): certified by a dual
  /// solution. 0 for closed forms.
  double gap = 0;
};

}  // namespace megabandit
