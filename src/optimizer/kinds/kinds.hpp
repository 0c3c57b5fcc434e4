#pragma once
// The rows of the table of optimisers, each made in the file of its name.

#include "optimizer/table.hpp"

namespace megabandit::optimizers {

OptimizerKind sgd();
OptimizerKind adam();
OptimizerKind lbfgs();
OptimizerKind newton_cg();

/// What every method says when the run's steps are used up.
inline constexpr const char* kPassesUsedUp = "passes used up";

}  // namespace megabandit::optimizers
