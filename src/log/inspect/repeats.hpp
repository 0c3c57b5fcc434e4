#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "comm/communicator.hpp"
#include "log/block_plan.hpp"

namespace megabandit {

/// A round, as far as counting needs it.
struct RoundMark {
  std::uint64_t context;
  std::uint64_t hash;  ///< of all that makes rounds equal
};

/// How often contexts and rounds occur. @replicated
struct Repeats {
  std::uint64_t contexts_seen = 0;
  std::uint64_t context_rounds_min = 0;
  std::uint64_t context_rounds_max = 0;
  std::uint64_t duplicates = 0;
};

/// Shows this rank's rounds whose context lies in a range, one after the other. @local
using ShowMarks = std::function<void(Range contexts, const std::function<void(const RoundMark&)>&)>;

/// @collective  Goes over the rounds as often as needed so that a rank holds few of them at once: marks meet
/// on the rank that counts their context.
Repeats count_repeats(Communicator& comm, std::uint64_t contexts, std::uint64_t rounds,
                      const ShowMarks& show);

}  // namespace megabandit
