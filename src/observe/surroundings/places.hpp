#pragma once
// Where the ranks of a job run.

#include <string>
#include <vector>

#include "comm/communicator.hpp"

namespace megabandit {

struct RankPlace {
  std::string host;
  std::string cpus;  ///< those it may run on, "0-3,8"
};

/// @local
RankPlace this_place();

/// @collective  Of every rank, by rank, on rank 0; empty elsewhere.
std::vector<RankPlace> gather_places(Communicator& comm);

/// A host and the ranks on it.
struct HostRanks {
  std::string host;
  std::vector<int> ranks;
  std::vector<std::string> cpus;  ///< of each rank
};

/// Hosts in the order of their lowest rank.
std::vector<HostRanks> by_host(const std::vector<RankPlace>& places);

}  // namespace megabandit
