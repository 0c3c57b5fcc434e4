#pragma once

#include "base/tally.hpp"
#include "comm/communicator.hpp"

namespace megabandit {

/// @collective  Makes `mine` the total over all ranks: one sum of the cells, one of the counts, one maximum
/// of the limits.
void reduce(Communicator& comm, Tally& mine);

}  // namespace megabandit
