#pragma once

#include <vector>

#include "policy/panel.hpp"

namespace megabandit {

struct Predicted {
  ActionId action;
  double probability = 0;
};

/// @local  The `top` most probable actions of each context, best first. `features`: [n, features of the
/// policy].
std::vector<std::vector<Predicted>> predict(const Scoring& scoring, RowsView<float> features,
                                            std::size_t top);

}  // namespace megabandit
