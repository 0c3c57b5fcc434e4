#pragma once
// The actions with the highest scores <query, embedding>, found exactly in one pass over the catalogue.

#include <cstdint>
#include <vector>

#include "base/matrix.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

/// @local  For each row of `queries` the `top` highest of <row, embedding_a> over all actions a, by
/// increasing action. Of equal scores the lower action is taken. What a row gets has the same bits whatever
/// rows stand beside it.
std::vector<std::vector<Ranked>> top_actions(const RowMatrix<float>& queries,
                                             const RowMatrix<float>& embedding, std::uint64_t top);

}  // namespace megabandit
