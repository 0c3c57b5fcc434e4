#pragma once
// The one loop over collectives: observe, add up over the ranks, decide; with stop requests, checkpoints and
// failures in it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "comm/communicator.hpp"
#include "run/learner.hpp"

namespace megabandit {

/// What the loop goes on from, bit for bit, on any number of ranks.
struct LoopState {
  std::uint64_t step = 0;  ///< steps done
  Scales scales;           ///< of the next step's tally; empty: not known yet
};

/// When checkpoints are due. Rank 0's clock decides for all.
struct CheckpointPlan {
  std::chrono::duration<double> every{};  ///< 0: not by time
  std::uint64_t every_steps = 0;          ///< 0: not by steps
};

struct LoopHooks {
  std::function<void()> before_step;     ///< @local       what it throws is agreed on; may be empty
  std::function<bool()> stop_requested;  ///< @local       asked once a step; any rank's yes counts
  /// @collective  Empty: none are written. `finished`: why the learner is done, empty while it is not.
  std::function<void(const LoopState&, const std::string& finished)> checkpoint;
  CheckpointPlan plan;
};

/// The ranks of a run, and those among them that own the same part of what is learned and share out the log.
struct LoopRanks {
  LoopRanks(Communicator& comm) : LoopRanks(comm, comm) {}
  LoopRanks(Communicator& comm, Communicator& owners) : all(comm), replicas(owners) {}
  Communicator& all;
  Communicator& replicas;
};

struct LoopEnd {
  std::string finished;  ///< why it is done; empty: it was asked to stop before
};

/// @collective  Steps until the learner is finished or a stop is requested; then writes a checkpoint (if it
/// may).
/// @throws AgreedError  when `observe` fails on any rank.
LoopEnd run_loop(const LoopRanks& ranks, Learner& learner, Reduction reduction, LoopState& state,
                 const LoopHooks& hooks);

}  // namespace megabandit
