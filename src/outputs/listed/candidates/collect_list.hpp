#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "outputs/listed/candidates/candidates.hpp"
#include "outputs/marginal/support.hpp"

namespace megabandit {

/// Stands for a kernel that sees nothing, where an action must be in a list all the same.
constexpr double kSeesNothing = -1e6;

/// Actions in memory at a time, of the lists of several entries.
constexpr std::uint64_t kListed = 4'000'000;

/// Ends the list of an entry, to which actions from `from` on were added: values become relative to that of
/// the action logged, or, where the kernel hardly sees it, to the largest.
inline void end_list(ActionLists& lists, std::size_t from, double logged) {
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = from; i < lists.log_kappa.size(); ++i) largest = std::max(largest, lists.log_kappa[i]);
  const double reference = logged >= largest - kMostRelative ? logged : largest;
  for (std::size_t i = from; i < lists.log_kappa.size(); ++i) lists.log_kappa[i] -= reference;
  lists.reference.push_back(reference);
  lists.first.push_back(lists.action.size());
}

/// |pivot - output of an action|^2, by its differences: right for the narrowest kernels.
inline double squared_distance(const SeenActions& actions, const Panel& panel, std::uint64_t entry,
                               ActionId action) {
  return (actions.outputs.row(static_cast<Eigen::Index>(action.value)).cast<double>() -
          panel.seen.pivot.row(static_cast<Eigen::Index>(entry)).head(actions.outputs.cols()))
      .squaredNorm();
}

/// log kappa of the action logged.
inline double logged_value(const SeenActions& actions, const Panel& panel, std::uint64_t entry) {
  return actions.kernel.log_value(squared_distance(actions, panel, entry, panel.action[entry]));
}

}  // namespace megabandit
