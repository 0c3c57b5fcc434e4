#pragma once

#include <vector>

#include "policy/scoring.hpp"

namespace megabandit {

struct Predicted {
  ActionId action;
  double probability = 0;
};

/// @local  The `top` most probable actions (or all, if there are fewer) of each context, best first.
/// `features`: [n, features of the policy]. @throws DataError when scores are not finite
std::vector<std::vector<Predicted>> predict(const Scoring& scoring, RowsView<float> features,
                                            std::size_t top);

}  // namespace megabandit
