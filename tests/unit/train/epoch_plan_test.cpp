// What a plan of batches promises, for any log, batch and number of ranks.

#include "train/rounds/epoch_plan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace megabandit {
namespace {

struct Case {
  std::uint64_t blocks = *rc::gen::inRange<std::uint64_t>(1, 200);
  std::uint64_t batch = *rc::gen::inRange<std::uint64_t>(0, 250);
  std::uint64_t seed = *rc::gen::arbitrary<std::uint64_t>();
  std::uint64_t epoch = *rc::gen::inRange<std::uint64_t>(0, 1000);
  int ranks = *rc::gen::inRange(1, 9);
  EpochPlan plan{blocks, batch, seed};

  std::vector<BlockId> whole(std::uint64_t step) const { return plan.batch(epoch, step, {0, blocks}); }
};

RC_GTEST_PROP(EpochPlan, gives_every_block_once_an_epoch, ()) {
  const Case a;
  std::vector<BlockId> seen;
  for (std::uint64_t step = 0; step < a.plan.steps(); ++step) {
    const auto batch = a.whole(step);
    RC_ASSERT(batch.size() == a.plan.batch_blocks(step));
    RC_ASSERT(!batch.empty());
    seen.insert(seen.end(), batch.begin(), batch.end());
  }
  std::ranges::sort(seen);
  RC_ASSERT(seen.size() == a.blocks);
  for (std::uint64_t block = 0; block < a.blocks; ++block) RC_ASSERT(seen[block] == BlockId{block});
}

RC_GTEST_PROP(EpochPlan, is_the_same_for_any_number_of_ranks, ()) {
  const Case a;
  const BlockPlan blocks{.contexts = a.blocks, .contexts_per_block = 1};
  for (std::uint64_t step = 0; step < a.plan.steps(); ++step) {
    std::vector<BlockId> together;
    for (int rank = 0; rank < a.ranks; ++rank) {
      const auto mine = a.plan.batch(a.epoch, step, blocks.owned(rank, a.ranks));
      RC_ASSERT(std::ranges::is_sorted(mine));
      together.insert(together.end(), mine.begin(), mine.end());
    }
    RC_ASSERT(together == a.whole(step));
  }
}

// A run of blocks has its share of the segments, but for one that it cuts at either end and the rounding of
// where segments begin.
RC_GTEST_PROP(EpochPlan, spreads_full_batches_evenly_over_ranks, ()) {
  const Case a;
  const BlockPlan blocks{.contexts = a.blocks, .contexts_per_block = 1};
  for (std::uint64_t step = 0; step < a.plan.steps(); ++step) {
    const auto size = static_cast<double>(a.plan.batch_blocks(step));
    if (a.plan.batch_blocks(step) < a.plan.batch_blocks(0)) continue;  // the rest of an epoch
    for (int rank = 0; rank < a.ranks; ++rank) {
      const Range owned = blocks.owned(rank, a.ranks);
      const double share = size * static_cast<double>(owned.size()) / static_cast<double>(a.blocks);
      const auto got = static_cast<double>(a.plan.batch(a.epoch, step, owned).size());
      RC_ASSERT(std::abs(got - share) <= 2.0);
    }
  }
}

TEST(EpochPlan, draws_another_order_every_epoch_and_seed) {
  const EpochPlan plan(1000, 10, 1), other(1000, 10, 2);
  EXPECT_NE(plan.batch(0, 0, {0, 1000}), plan.batch(1, 0, {0, 1000}));
  EXPECT_NE(plan.batch(0, 0, {0, 1000}), other.batch(0, 0, {0, 1000}));
  EXPECT_EQ(plan.batch(3, 7, {0, 1000}), EpochPlan(1000, 10, 1).batch(3, 7, {0, 1000}));
}

}  // namespace
}  // namespace megabandit
