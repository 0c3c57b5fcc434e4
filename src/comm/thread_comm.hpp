#pragma once

#include <functional>

#include "comm/communicator.hpp"

namespace megabandit {

/// Runs `body` on `ranks` threads of this process, each a rank of one world, and returns when all have ended.
///
/// When a rank throws, or returns while others wait for it in a verb, the others get a RankLost from their
/// verb instead of waiting for ever; ranks that call different verbs, or one with different lengths or roots,
/// get an InternalError that says so. @throws the first exception that a rank did not merely suffer from
/// another one
void on_threads(int ranks, const std::function<void(Communicator&)>& body);

}  // namespace megabandit
