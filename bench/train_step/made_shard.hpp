#pragma once
// A log that is made up in memory, the same for any number of ranks: contexts of standard normal features,
// divided by the root of their number, two rounds a context, one round in four with a reward.
// There is nothing to learn in it, unless a teacher says what is rewarded.

#include "log/shard.hpp"
#include "policy/policy.hpp"

namespace megabandit::bench {

inline constexpr std::uint64_t kRoundsPerContext = 2;

struct MadeLog {
  std::uint64_t contexts = 0, features = 0, actions = 0, contexts_per_block = 0;
  double decay = 0;  ///< feature k (from 1) is smaller by k^decay
};

class MadeShard final : public Shard {
 public:
  /// @local  The blocks of `rank` of `ranks`.
  MadeShard(const MadeLog& log, int rank, int ranks);

  const LogShape& shape() const override { return shape_; }
  const BlockPlan& plan() const override { return plan_; }
  Range owned() const override { return owned_; }
  std::uint64_t window() const override { return plan_.blocks(); }
  std::vector<BlockView> load(std::span<const BlockId> blocks) override;

  /// Every action is now drawn from this policy.
  void teach(const Policy& teacher);

 private:
  void make_context(std::uint64_t context, double decay);

  LogShape shape_;
  BlockPlan plan_;
  Range owned_;          // blocks
  std::uint64_t first_;  // own contexts start here
  RowMatrix<float> features_;
  std::vector<std::uint32_t> row_;  // of each round of a full block
  std::vector<ActionId> action_;
  std::vector<float> reward_, pscore_;
};

}  // namespace megabandit::bench
