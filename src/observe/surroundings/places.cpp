#include "observe/surroundings/places.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "base/narrow.hpp"

namespace megabandit {
namespace {

/// "0-3,8" for {0, 1, 2, 3, 8}.
std::string runs_of(const cpu_set_t& cpus) {
  std::string text;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &cpus)) continue;
    int last = cpu;
    while (last + 1 < CPU_SETSIZE && CPU_ISSET(last + 1, &cpus)) ++last;
    if (!text.empty()) text += ',';
    text += last == cpu ? fmt::format("{}", cpu) : fmt::format("{}-{}", cpu, last);
    cpu = last;
  }
  return text;
}

}  // namespace

RankPlace this_place() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"unknown"};
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  const bool known = ::sched_getaffinity(0, sizeof cpus, &cpus) == 0;
  return {host.data(), known ? runs_of(cpus) : "unknown"};
}

std::vector<RankPlace> gather_places(Communicator& comm) {
  const RankPlace mine = this_place();
  const std::string text = mine.host + '\n' + mine.cpus;
  std::vector<RankPlace> places;
  for (const Bytes& bytes : comm.gather(std::as_bytes(std::span(text)), 0)) {
    const std::string theirs(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::size_t end = theirs.find('\n');
    places.push_back({theirs.substr(0, end), theirs.substr(end + 1)});
  }
  return places;
}

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
