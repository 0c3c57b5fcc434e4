#pragma once

#include <vector>

#include "comm/communicator.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

/// @collective over `group` (null: @local)  The action of highest score of each query among all slices;
/// equal scores: the smallest action. Queries are the same on all ranks.
std::vector<ActionId> best_actions(const SoftmaxKernel& kernel, const Slice& slice, Communicator* group,
                                   const RowMatrix<float>& queries, std::size_t threads);

}  // namespace megabandit
