#pragma once

#include <cmath>

#include "outputs/listed/candidates.hpp"

namespace megabandit {

/// Ends the list of an entry, to which actions from `from` on were added: values become relative to the largest.
inline void end_list(ActionLists& lists, std::size_t from) {
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = from; i < lists.log_kappa.size(); ++i) largest = std::max(largest, lists.log_kappa[i]);
  for (std::size_t i = from; i < lists.log_kappa.size(); ++i) lists.log_kappa[i] -= largest;
  lists.first.push_back(lists.action.size());
}

/// |pivot - output of an action|^2, by its differences: right for the narrowest kernels.
inline double squared_distance(const SeenActions& actions, const Panel& panel, std::uint64_t entry, ActionId action) {
  return (actions.outputs.row(static_cast<Eigen::Index>(action.value)).cast<double>() -
          panel.seen.pivot.row(static_cast<Eigen::Index>(entry)).head(actions.outputs.cols()))
      .squaredNorm();
}

}  // namespace megabandit
