#pragma once

#include "comm/communicator.hpp"
#include "log/rounds.hpp"

namespace megabandit {

/// @collective  `part` of rank 0 stays; that of every other rank becomes one without contexts and rounds that
/// fits it: what must be the same on every rank is then the same.
void share_part(Communicator& comm, LogPart& part);

}  // namespace megabandit
