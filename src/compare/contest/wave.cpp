#include "compare/contest/wave.hpp"

#include <map>
#include <numeric>

namespace megabandit {

std::uint64_t Wave::comparisons() const {
  return std::accumulate(planned.begin(), planned.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Planned& some) { return sum + some.count; });
}

Wave make_wave(std::uint64_t number, std::uint64_t first_ticket,
               const std::vector<std::pair<Pair, CandidateId>>& chosen) {
  std::map<std::pair<Pair, CandidateId>, std::uint32_t> counts;
  for (const auto& one : chosen) ++counts[one];
  Wave wave{number, first_ticket, {}};
  wave.planned.reserve(counts.size());
  for (const auto& [what, count] : counts) wave.planned.push_back({what.first, what.second, count});
  return wave;
}

}  // namespace megabandit
