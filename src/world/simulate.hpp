#pragma once
// Turns a problem with a known answer into a log: contexts are met, the logging policy acts, rewards are
// drawn.

#include <array>
#include <cstdint>
#include <string>

#include "comm/communicator.hpp"
#include "log/rounds.hpp"
#include "world/logging_policy.hpp"
#include "world/problem.hpp"

namespace megabandit {

/// What is known of the log and its policy, by split. Sums over all ranks, with the same bits for any number
/// of ranks.
struct SplitFigures {
  std::uint64_t contexts = 0;
  std::uint64_t rounds = 0;
  double reward_rate = 0;    ///< mean logged reward
  double true_value = 0;     ///< expected reward of the logging policy
  double best_is_right = 0;  ///< share of contexts whose highest-scored action is right
  double right_in_top = 0;   ///< share of contexts with a right action among the top actions
};

struct Simulation {
  LogPart log;
  std::array<SplitFigures, 2> figures;  ///< by SplitId
};

/// @collective  (for the figures alone; the rounds are @local). A draw is a function of (seed, context,
/// round).
Simulation simulate(Communicator& comm, Problem problem, const LoggingSettings& logging, std::uint64_t seed);

}  // namespace megabandit
