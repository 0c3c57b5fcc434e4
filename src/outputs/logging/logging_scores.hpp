#pragma once

#include <vector>

#include "policy/panel.hpp"

namespace megabandit {

/// What the policy that logged thinks of a panel's contexts.
struct LoggingScores {
  RowMatrix<double> queries;  ///< [contexts, columns of its table]; [contexts, 0] where it was uniform
  std::vector<double> log_z;  ///< [contexts]
};

/// @local  Its queries alone. `logging`: null for a uniform one. The panel knows its contexts' features.
RowMatrix<double> logging_queries(const Policy* logging, const Panel& panel);

/// @collective over the catalogue's group
LoggingScores logging_scores(const Policy* logging, const SoftmaxKernel& kernel, const Scoring& scoring,
                             const Panel& panel);

/// @collective over the catalogue's group  log of the probability that it gives each entry's logged action.
std::vector<double> log_logging_chances(const Policy* logging, const SoftmaxKernel& kernel,
                                        const Scoring& scoring, const Panel& panel);

}  // namespace megabandit
