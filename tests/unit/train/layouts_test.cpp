// A run learns the same bits however its ranks share out the rounds and the catalogue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "modelled_plans.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using namespace testing;

constexpr std::uint64_t kActions = 3 * kSpanActions + 100;  // four spans, the last one small

// Also of what users saw: tables of outputs replicated or cut (DSO specification T20).
class AnyLayout : public ::testing::TestWithParam<Plan> {};

TEST_P(AnyLayout, has_the_same_bits_in_any_layout) {
  const SmallLog log = small_log(30, 5, kActions);
  SelfComm self;
  const Outcome alone = train(self, GetParam(), log);
  for (const auto& [ranks, action_shards] :
       {std::pair{2, 2}, std::pair{3, 3}, std::pair{4, 2}, std::pair{4, 4}, std::pair{6, 3}}) {
    const Outcome cut = train_on(ranks, GetParam(), log, action_shards);
    EXPECT_EQ(cut.parameters, alone.parameters) << ranks << " ranks, " << action_shards << " action shards";
    EXPECT_EQ(cut.objective, alone.objective);
    EXPECT_EQ(cut.loop.scales, alone.loop.scales);
  }
  Plan threaded = GetParam();
  threaded.threads = 2;
  EXPECT_EQ(train_on(2, threaded, log, 2).parameters, alone.parameters);
}

TEST_P(AnyLayout, goes_on_in_another_layout) {
  const SmallLog log = small_log(30, 5, kActions);
  SelfComm self;
  const Outcome whole = train(self, GetParam(), log);
  const TemporaryDirectory directory;
  for (const auto& [ranks, action_shards] : {std::pair{3, 3}, std::pair{4, 2}, std::pair{2, 1}})
    train_on(ranks, GetParam(), log, action_shards, {.stop_after = 1, .checkpoints = directory.path()});
  const Outcome rest = train_on(2, GetParam(), log, 2, {.checkpoints = directory.path()});
  EXPECT_EQ(rest.objective.size() + 3, whole.objective.size());
  EXPECT_EQ(rest.parameters, whole.parameters);
}

TEST_P(AnyLayout, has_the_same_bits_where_ranks_have_no_actions) {
  for (const std::uint64_t actions : {std::uint64_t{1}, std::uint64_t{7}, kSpanActions + 1}) {
    const SmallLog log = small_log(12, 5, actions);
    SelfComm self;
    const Outcome alone = train(self, GetParam(), log);
    EXPECT_EQ(train_on(3, GetParam(), log, 3).parameters, alone.parameters) << actions << " actions";
    EXPECT_EQ(train_on(4, GetParam(), log, 2).parameters, alone.parameters) << actions << " actions";
  }
}

INSTANTIATE_TEST_SUITE_P(Modelled, AnyLayout, ::testing::ValuesIn(modelled_plans()));

INSTANTIATE_TEST_SUITE_P(
    Kinds, AnyLayout,
    ::testing::Values(
        Plan{.epochs = 4}, Plan{.table = TableKind::trained, .epochs = 4},
        Plan{.objective = "snips", .table = TableKind::trained, .optimizer = "sgd", .batch_rounds = 20},
        Plan{.objective = "ips", .tower = TowerKind::mlp, .batch_rounds = 30},
        Plan{.objective = "lpi",
             .tower = TowerKind::identity,
             .table = TableKind::trained,
             .optimizer = "lbfgs",
             .epochs = 0},
        Plan{.objective = "lpi", .optimizer = "newton-cg", .epochs = 0},
        Plan{.objective = "lpi",
             .tower = TowerKind::identity,
             .table = TableKind::trained,
             .optimizer = "newton-cg",
             .epochs = 0},
        Plan{.objective = "lpi", .optimizer = "lbfgs", .epochs = 0},
        Plan{.epochs = 4, .precision = Precision::bf16},
        Plan{.table = TableKind::trained, .epochs = 4, .precision = Precision::bf16},
        Plan{.objective = "ips", .epochs = 4, .seen = {.on = true, .uniform = false}},
        Plan{.objective = "snips", .table = TableKind::trained, .batch_rounds = 20, .seen = {.on = true}},
        Plan{.objective = "lpi", .optimizer = "lbfgs", .epochs = 0, .seen = {.on = true, .uniform = false}},
        Plan{.objective = "ips",
             .table = TableKind::trained,
             .epochs = 4,
             .seen = {.on = true, .uniform = false, .sum = SumOver::nearest}},
        Plan{
            .objective = "ips", .batch_rounds = 20, .epochs = 4, .seen = {.on = true, .sum = SumOver::drawn}},
        Plan{.objective = "ips",
             .epochs = 4,
             .seen = {.on = true, .uniform = false, .estimate = DensityEstimate::monte_carlo}},
        Plan{.objective = "ips",
             .table = TableKind::trained,
             .batch_rounds = 20,
             .epochs = 4,
             .seen = {.on = true, .uniform = false, .sum = SumOver::policy, .draws = 3}}),
    [](const auto& shown) { return shown.param.objective + std::to_string(shown.index); });

TEST(Layouts, tell_everyone_of_a_fault_that_one_rank_finds) {
  // The first block of the second log shard cannot be read on one of the two ranks that look at it.
  class TornShard final : public Shard {
   public:
    TornShard(std::unique_ptr<Shard> whole, bool torn) : whole_(std::move(whole)), torn_(torn) {}
    const LogShape& shape() const override { return whole_->shape(); }
    const BlockPlan& plan() const override { return whole_->plan(); }
    Range owned() const override { return whole_->owned(); }
    std::uint64_t window() const override { return 1; }
    std::vector<BlockView> load(std::span<const BlockId> blocks) override {
      if (torn_ && blocks.front().value == owned().first + 1) throw DataError("row 5 is bad");
      return whole_->load(blocks);
    }

   private:
    std::unique_ptr<Shard> whole_;
    bool torn_;
  };
  const SmallLog log = small_log(30, 5, kActions);
  on_threads(4, [&](Communicator& world) {
    const Layout layout(world, {2, 2});
    TornShard shard(std::make_unique<MemoryShard>(log, 4, layout.replicas().rank(), layout.replicas().size()),
                    world.rank() == 3);
    Policy policy = make_policy({}, log, layout.actions());
    const auto objective = make_objective({.kind = "clpi", .parameters = {}});
    const auto optimizer = make_optimizer({.kind = "adam", .parameters = {}, .steps = 3});
    PolicyLearner learner(shard, policy, *objective, *optimizer, vector_kernel(), {.epochs = 1}, {});
    LoopState state;
    try {
      run_loop({world, layout.replicas()}, learner, Reduction::reproducible, state, {});
      ADD_FAILURE() << "learned from a torn log";
    } catch (const AgreedError& error) {
      EXPECT_STREQ(error.what(), "row 5 is bad");
      EXPECT_EQ(error.exit(), Exit::bad_data);
    }
    world.barrier();  // nobody was left behind
  });
}

TEST(Layouts, place_every_rank_once) {
  for (const Grid grid : {Grid{1, 1}, Grid{4, 1}, Grid{1, 4}, Grid{2, 3}, Grid{3, 2}})
    on_threads(grid.ranks(), [&](Communicator& world) {
      const Layout layout(world, grid);
      EXPECT_EQ(layout.replicas().size(), grid.log_shards);
      EXPECT_EQ(layout.actions() == nullptr ? 1 : layout.actions()->size(), grid.action_shards);
      const int action_shard = layout.actions() == nullptr ? 0 : layout.actions()->rank();
      EXPECT_EQ(layout.replicas().rank() * grid.action_shards + action_shard, world.rank());
    });
}

}  // namespace
}  // namespace megabandit
