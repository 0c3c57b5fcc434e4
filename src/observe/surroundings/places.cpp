#include "observe/surroundings/places.hpp"

#include <algorithm>

#include "base/narrow.hpp"

namespace megabandit {

std::vector<HostRanks> by_host(const std::vector<RankPlace>& places) {
  std::vector<HostRanks> hosts;
  for (std::size_t rank = 0; rank < places.size(); ++rank) {
    auto host = std::find_if(hosts.begin(), hosts.end(),
                             [&](const HostRanks& known) { return known.host == places[rank].host; });
    if (host == hosts.end()) host = hosts.insert(hosts.end(), HostRanks{places[rank].host, {}, {}});
    host->ranks.push_back(narrow<int>(rank));
    host->cpus.push_back(places[rank].cpus);
  }
  return hosts;
}

}  // namespace megabandit
