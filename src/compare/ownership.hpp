#pragma once
// Which rank owns what is known of very many candidates.

#include <algorithm>
#include <cstdint>

#include "base/range.hpp"
#include "comm/communicator.hpp"

namespace megabandit {

/// Candidates that always stay together: sums over them have one order on any number of ranks.
inline constexpr std::uint64_t kCandidatesPerRun = 1024;

/// Whole runs; a contiguous part, possibly empty. @replicated
inline Range owned_candidates(std::uint64_t candidates, int rank, int ranks) {
  const std::uint64_t all = (candidates + kCandidatesPerRun - 1) / kCandidatesPerRun;
  const Range runs = even_part(all, static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(ranks));
  return {std::min(runs.first * kCandidatesPerRun, candidates),
          std::min(runs.last * kCandidatesPerRun, candidates)};
}

}  // namespace megabandit
