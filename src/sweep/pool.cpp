#include "sweep/pool.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "comm/agree.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;

enum Counter : std::size_t { kTaken, kEnded, kCounters };

int colour_of(int rank, std::uint64_t ranks) {
  return static_cast<int>(static_cast<std::uint64_t>(rank) / ranks);
}

std::vector<RankPlace> places_of(const Job& job, int colour, std::uint64_t ranks) {
  std::vector<RankPlace> places;
  for (std::size_t rank = 0; rank < job.places.size(); ++rank)
    if (colour_of(static_cast<int>(rank), ranks) == colour) places.push_back(job.places[rank]);
  return places;
}

}  // namespace

Pool::Pool(const Job& job, std::uint64_t ranks)
    : all_(job.comm),
      ranks_(job.comm.split(colour_of(job.comm.rank(), ranks))),
      files_(job.files.for_part(*ranks_)),
      group_{*ranks_, *files_, places_of(job, colour_of(job.comm.rank(), ranks), ranks)},
      groups_(static_cast<std::size_t>(colour_of(job.comm.size() - 1, ranks)) + 1) {}

void Pool::carry_out(std::size_t count, const std::function<bool(std::size_t)>& work,
                     const std::function<void()>& look) {
  const auto counters = all_.share_counters(kCounters);
  const auto take = [&] {
    const std::int64_t mine = group_.comm.rank() == 0 ? counters->add(kTaken, 1) : 0;
    return static_cast<std::size_t>(broadcast_value(group_.comm, mine, 0));
  };
  bool goes_on = true;
  for (std::size_t next = take(); next < count && goes_on; next = goes_on ? take() : count)
    forget_agreement([&] { goes_on = work(next); });
  counters->add(kEnded, 1);
  // Asleep and in no verb, so that neither cores nor the watchdog mind how long the others take.
  for (auto nap = 1ms; counters->add(kEnded, 0) < all_.size(); nap = std::min(2 * nap, 250ms)) {
    std::this_thread::sleep_for(nap);
    look();
  }
  look();
  all_.barrier();
}

}  // namespace megabandit
