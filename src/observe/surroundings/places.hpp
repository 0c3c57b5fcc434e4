#pragma once
// Where the ranks of a job run.

#include <string>
#include <vector>

#include "comm/rank_place.hpp"

namespace megabandit {

/// A host and the ranks on it.
struct HostRanks {
  std::string host;
  std::vector<int> ranks;
  std::vector<std::string> cpus;  ///< of each rank
};

/// Hosts in the order of their lowest rank.
std::vector<HostRanks> by_host(const std::vector<RankPlace>& places);

}  // namespace megabandit
