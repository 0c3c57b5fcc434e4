#pragma once

#include "base/tally.hpp"
#include "comm/communicator.hpp"

namespace megabandit {

/// @collective  Makes `mine` the total over all ranks: one sum of the cells, one of the counts, one maximum
/// of the limits.
void reduce(Communicator& comm, Tally& mine);

/// @collective  The same, where cells that owners keep are added up over `replicas`, the ranks that own the
/// same, only. Limits and counts are those of all ranks, so all go on with the same scales.
void reduce(Communicator& all, Communicator& replicas, Tally& mine);

}  // namespace megabandit
