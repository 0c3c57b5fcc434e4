#include "plan/choose.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "plan/predicted/cost.hpp"
#include "plan/predicted/memory.hpp"
#include "plan/predicted/work.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30U;

Problem problem(std::uint64_t actions, TableKind table) {
  Problem p;
  p.actions = actions;
  p.columns = p.features = 64;
  p.tower_parameters = 64 * 64;
  p.table = table;
  p.rounds = p.contexts = 65536;
  p.live_rounds = p.live_contexts = 16384;
  p.blocks = p.batch_blocks = 256;
  p.steps = 50;
  p.optimizer = table == TableKind::trained ? "adam" : "lbfgs";
  return p;
}

TEST(Cost, OfProductsWithTheHessianIsUpToTwiceThatOfEvaluations) {
  for (const TableKind table : {TableKind::fixed, TableKind::trained})
    for (const Grid& grid : grids_of(4)) {
      const Problem evaluations = problem(1'000'000, table);
      Problem products = evaluations;
      products.products = true;
      const double ratio = cost_of(products, grid, {}).flops() / cost_of(evaluations, grid, {}).flops();
      EXPECT_GT(ratio, 1.5) << layout_name(grid);
      EXPECT_LE(ratio, 2) << layout_name(grid);
    }
}

TEST(ChooseGrid, SharesOutTheLogWhereTheTableIsFixedAndFits) {
  EXPECT_EQ(choose_grid(problem(10'000, TableKind::fixed), 8, {}, {}), (Grid{.log_shards = 8}));
}

TEST(ChooseGrid, SharesOutATrainedTableWhoseGradientWouldHaveToTravel) {
  EXPECT_GT(choose_grid(problem(1'000'000, TableKind::trained), 8, {}, {}).action_shards, 1);
}

TEST(ChooseGrid, SharesOutATableThatIsTooLarge) {
  const MemoryLimits limits{.rank = kGiB / 4};
  const Problem large = problem(2'000'000, TableKind::fixed);
  const Grid grid = choose_grid(large, 8, {}, limits);
  EXPECT_GT(grid.action_shards, 1);
  EXPECT_TRUE(fits(large, grid, limits));
}

TEST(ChooseGrid, UsesAllRanksAndLeavesNoneWithoutActions) {
  for (const std::uint64_t actions : {1, 40, 5'000, 100'000, 3'000'000})
    for (const TableKind table : {TableKind::fixed, TableKind::trained})
      for (const int ranks : {1, 2, 3, 7, 12, 256}) {
        const Problem p = problem(actions, table);
        const Grid grid = choose_grid(p, ranks, {}, {});
        EXPECT_EQ(grid.ranks(), ranks);
        EXPECT_LE(static_cast<std::uint64_t>(grid.action_shards), spans_of(p));
      }
}

TEST(ChooseGrid, KeepsTheCatalogueWholeForANormaliserThatNeedsIt) {
  Problem p = problem(1'000'000, TableKind::trained);
  p.normaliser = "head-tail";
  EXPECT_EQ(choose_grid(p, 8, {}, {}), (Grid{.log_shards = 8}));
  EXPECT_FALSE(ranks_that_fit(p, {}).action_sharded);
}

TEST(ChooseGrid, TakesTheLeastMemoryWhereNothingFits) {
  const Problem p = problem(1'000'000, TableKind::trained);
  const Grid grid = choose_grid(p, 4, {}, {.rank = 1});
  for (const Grid& other : grids_of(4))
    EXPECT_LE(memory_of(p, grid, 0).total(), memory_of(p, other, 0).total());
}

TEST(RanksThatFit, AreTheFewestThatDo) {
  const Problem p = problem(4'000'000, TableKind::trained);
  const MemoryLimits limits{.rank = kGiB};
  const FittingRanks ranks = ranks_that_fit(p, limits);
  ASSERT_TRUE(ranks.action_sharded);
  EXPECT_TRUE(fits(p, {.action_shards = *ranks.action_sharded}, limits));
  EXPECT_FALSE(fits(p, {.action_shards = *ranks.action_sharded - 1}, limits));
  EXPECT_FALSE(ranks.log_sharded);  // every rank would have the whole table
}

TEST(StepCost, NeverGrowsByMoreThanMessagesWithRanks) {
  for (const TableKind table : {TableKind::fixed, TableKind::trained})
    for (const int ranks : {2, 16, 256}) {
      const Problem p = problem(1'000'000, table);
      const StepCost alone = cost_of(p, {}, {});
      for (const Grid& grid : grids_of(ranks)) {
        const StepCost cost = cost_of(p, grid, {});
        EXPECT_LE(cost.seconds() - cost.message_seconds, alone.seconds() * (1 + 1e-12));
      }
    }
}

}  // namespace
}  // namespace megabandit
