#pragma once
// A training that can be continued step by step, with its costs.

#include <memory>
#include <string>

#include "bench/train_step/made_shard.hpp"
#include "bench/train_step/timed_kernel.hpp"
#include "run/loop.hpp"
#include "train/layout/layout.hpp"
#include "train/policy_learner.hpp"

namespace megabandit::bench {

/// What is trained on what.
struct Case {
  std::string name;
  TowerKind tower = TowerKind::linear;
  TableKind table = TableKind::fixed;
  std::uint64_t actions = 0;
  std::uint64_t contexts = 0;
  std::uint64_t batch_rounds = 0;  ///< 0: the whole log
  std::uint64_t steps = 1;         ///< measured at a time
};

inline constexpr std::uint64_t kColumns = 64;  ///< of features, queries and tables

/// What some steps took on this rank.
struct Cost {
  double cpu = 0, wall = 0;  ///< seconds
  KernelWork kernel;
  double rounds = 0, live_rounds = 0;  ///< of all ranks
};

class Training {
 public:
  /// @collective  `shard` is this rank's in the layout; both outlive this. One step is done already: it finds
  /// the scales of the sums and touches the memory.
  Training(const Layout& layout, Reduction reduction, Shard& shard, const Case& what);

  Cost run(std::uint64_t steps);  ///< @collective

 private:
  const Layout& layout_;
  Reduction reduction_;
  TimedKernel kernel_;
  Policy policy_;
  std::unique_ptr<Objective> objective_;
  std::unique_ptr<Optimizer> optimizer_;
  double live_share_ = 0;  // sum over steps
  PolicyLearner learner_;
  LoopState state_;
  double rounds_a_step_;
};

/// @local  This rank's part of the log of a case.
MadeShard made_shard(const Case& what, const Layout& layout);

}  // namespace megabandit::bench
