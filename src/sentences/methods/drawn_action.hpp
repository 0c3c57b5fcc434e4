#pragma once
// Actions drawn from the policy for the rows of a batch, and the promise of a model, summed or drawn.

#include "sentences/benchmark/settings.hpp"
#include "sentences/methods/credit.hpp"
#include "sentences/methods/dense_method.hpp"

namespace megabandit {

/// One action of the policy for a row of the batch: a function of the seed, the step and the row.
std::uint32_t drawn_action(const Experiment& experiment, const Batch& batch, Eigen::Index row);

/// Adds the gradient of what `predicted` [A] promises at a row: over all actions, or at the drawn one.
void add_promise(const Experiment& experiment, const Batch& batch, Eigen::Index row, Summation sum,
                 const RowNumbers& predicted, RowSlope slope);

}  // namespace megabandit
