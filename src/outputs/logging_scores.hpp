#pragma once

#include <vector>

#include "policy/panel.hpp"

namespace megabandit {

/// What the policy that logged thinks of a panel's contexts.
struct LoggingScores {
  RowMatrix<double> queries;  ///< [contexts, columns of its table]; [contexts, 0] where it was uniform
  std::vector<double> log_z;  ///< [contexts]
};

/// @collective over the catalogue's group  `logging`: null for a uniform one. The panel knows its contexts'
/// features.
LoggingScores logging_scores(const Policy* logging, const SoftmaxKernel& kernel, const Scoring& scoring,
                             const Panel& panel);

}  // namespace megabandit
