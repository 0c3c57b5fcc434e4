// What a plan says of messages, held against a rank that takes one step of training and only pretends to have
// others beside it.

#include <gtest/gtest.h>

#include <tuple>

#include "comm/dry_run_comm.hpp"
#include "memory_shard.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"
#include "plan/predicted/messages.hpp"
#include "run/loop.hpp"
#include "seen_trial.hpp"
#include "softmax/partition_sums.hpp"
#include "train/layout/layout.hpp"
#include "train/policy_learner.hpp"

namespace megabandit {
namespace {

using namespace testing;

constexpr std::uint64_t kContexts = 2048, kFeatures = 6, kColumns = 4, kSpans = 4;

/// A shard that gives as many blocks at a time as it is asked for.
class OpenShard final : public Shard {
 public:
  explicit OpenShard(Shard& shard) : shard_(shard) {}
  const LogShape& shape() const override { return shard_.shape(); }
  const BlockPlan& plan() const override { return shard_.plan(); }
  Range owned() const override { return shard_.owned(); }
  std::uint64_t window() const override { return plan().blocks(); }
  std::vector<BlockView> load(std::span<const BlockId> blocks) override { return shard_.load(blocks); }

 private:
  Shard& shard_;
};

// Every context once, with a reward, and the actions of consecutive contexts in one span after another: every
// rank has as much to send.
SmallLog even_log() {
  SmallLog log = small_log(kContexts, kFeatures, kSpans * kSpanActions);
  log.context.clear();
  log.action.clear();
  for (std::uint32_t c = 0; c < kContexts; ++c) {
    log.context.push_back(c);
    log.action.emplace_back(static_cast<std::uint32_t>(c % kSpans * kSpanActions + c));
  }
  log.reward.assign(kContexts, 1.0F);
  log.pscore.assign(kContexts, 0.5F);
  // Of very different size, so that a Newton step takes several products.
  for (Eigen::Index k = 0; k < log.features.cols(); ++k)
    log.features.col(k) *= std::ldexp(2.0F, -static_cast<int>(k));
  return log;
}

struct Case {
  Grid grid;
  TableKind table = TableKind::fixed;
  TowerKind tower = TowerKind::linear;
  std::string objective = "clpi";
  std::string optimizer = "adam";
  std::uint64_t batch_rounds = 0;
  SeenPlan seen = {};
};

std::ostream& operator<<(std::ostream& out, const Case& shown) {
  return out << layout_name(shown.grid) << ' ' << (shown.table == TableKind::trained ? "trained " : "fixed ")
             << shown.objective << ' ' << shown.optimizer << ' ' << shown.batch_rounds
             << (shown.seen.on ? " seen" : "");
}

/// The settings of a case, as a plan and a learner take them.
struct Settings {
  explicit Settings(const Case& what) {
    policy.table = what.table;
    policy.tower = what.tower;
    objective.kind = what.objective;
    optimizer.kind = what.optimizer;
    optimizer.steps = 100;
    run.batch_rounds = what.batch_rounds;
  }
  PolicySettings policy;
  ObjectiveSettings objective;
  OptimizerSettings optimizer;
  RunSettings run;
};

bool modelled(const Settings& settings) { return make_objective(settings.objective)->needs_model(); }

/// One that expects the same everywhere.
std::unique_ptr<RewardModel> even_model(const SmallLog& log, const Policy& policy) {
  const Catalogue& catalogue = policy.catalogue();
  const auto one = [](Eigen::Index columns) {
    return Standard{Eigen::RowVectorXd::Zero(columns), Eigen::RowVectorXd::Ones(columns)};
  };
  return std::make_unique<RewardModel>(
      LinearRewards{
          one(kFeatures),
          one(kOutputColumns),
          {},
          std::vector(2, RowMatrix<double>(RowMatrix<double>::Ones(1 + kFeatures, 1 + kOutputColumns)))},
      RewardModel::Actions{action_outputs(log).middleRows(static_cast<Eigen::Index>(catalogue.slice.first),
                                                          catalogue.slice.rows.rows()),
                           catalogue.slice.first, catalogue.actions, catalogue.group},
      std::make_unique<SmallOutputs>(log));
}

Problem problem_of(const Case& what) {
  const Settings settings(what);
  LogShape shape;
  shape.rounds = shape.rewarded = shape.contexts = kContexts;
  shape.features = kFeatures;
  shape.embedding = kColumns;
  shape.actions = kSpans * kSpanActions;
  Problem problem = describe(shape, {settings.policy, settings.objective, settings.optimizer, settings.run});
  if (modelled(settings)) problem.model = {.output_columns = kOutputColumns, .folds = 2};
  if (what.seen.on) problem.seen = {.output_columns = kOutputColumns, .pivots = what.seen.pivots};
  return problem;
}

using Sent = std::array<Traffic, kVerbs>;

Sent traffic(const DryRunComm& comm) {
  Sent sent;
  for (int verb = 0; verb < kVerbs; ++verb)
    sent[static_cast<std::size_t>(verb)] = comm.traffic(static_cast<Verb>(verb));
  return sent;
}

// Of the fourth step, after some that find the scales of the sums: with newton-cg the third product of a
// system that takes more.
Sent traffic_of_step(const Case& what) {
  const Settings settings(what);
  const Problem problem = problem_of(what);
  DryRunComm comm(0, what.grid.ranks());
  if (what.grid.action_shards > 1)
    comm.foresee_split([&](int rank) { return rank / what.grid.action_shards; });
  comm.foresee_split([&](int rank) { return rank % what.grid.action_shards; });
  const Layout layout(comm, what.grid);
  const SmallLog log = even_log();
  MemoryShard blocks(log, problem.contexts_of_block, 0, what.grid.log_shards);
  OpenShard shard(blocks);
  const ActionRange own = own_actions(log.actions, layout.actions());
  Policy policy(
      {.tower = {.kind = what.tower, .features = kFeatures, .columns = problem.columns, .hidden = {}},
       .table = what.table,
       .temperature = 1,
       .actions = log.actions},
      {random_table(own, problem.columns, 1, 1), own.first, layout.actions()});
  const auto objective = make_objective(settings.objective);
  const auto optimizer = make_optimizer(settings.optimizer);
  const auto seen = see(what.seen, log, policy, Posterior::policy, PivotUse::in_turn);
  const auto model = modelled(settings) ? even_model(log, policy) : nullptr;
  PolicyLearner learner(
      shard, policy, *objective, *optimizer, vector_kernel(),
      {.batch_rounds = what.batch_rounds, .seed = 3, .seen = seen.get(), .model = model.get()}, {});
  LoopState state;
  const auto run_until = [&](std::uint64_t step) {
    LoopHooks hooks;
    hooks.stop_requested = [&] { return state.step + 1 >= step; };
    run_loop({comm, layout.replicas()}, learner, Reduction::reproducible, state, hooks);
  };
  run_until(3);
  const Sent before = traffic(comm);
  run_until(4);
  Sent sent = traffic(comm);
  for (std::size_t verb = 0; verb < kVerbs; ++verb) {
    sent[verb].calls -= before[verb].calls;
    sent[verb].bytes -= before[verb].bytes;
  }
  return sent;
}

class PlannedMessages : public ::testing::TestWithParam<Case> {};

TEST_P(PlannedMessages, are_those_of_a_step) {
  std::array<double, kVerbs> calls{}, bytes{};
  for (const Message& message : messages_of(problem_of(GetParam()), GetParam().grid)) {
    calls[static_cast<std::size_t>(message.verb)] += message.calls;
    bytes[static_cast<std::size_t>(message.verb)] += message.bytes;
  }
  const Sent sent = traffic_of_step(GetParam());
  for (std::size_t verb = 0; verb < kVerbs; ++verb) {
    EXPECT_EQ(calls[verb], static_cast<double>(sent[verb].calls)) << name_of(static_cast<Verb>(verb));
    EXPECT_EQ(bytes[verb], static_cast<double>(sent[verb].bytes)) << name_of(static_cast<Verb>(verb));
  }
}

constexpr auto kTrained = TableKind::trained;
// So that the densities of the policy that logged are known after the first step.
constexpr SeenPlan kOnePivot{.on = true, .bandwidth = 2, .pivots = 1};

INSTANTIATE_TEST_SUITE_P(
    Layouts, PlannedMessages,
    ::testing::Values(
        Case{.grid = {4, 1}}, Case{.grid = {4, 1}, .table = kTrained, .objective = "snips"},
        Case{.grid = {1, 4}}, Case{.grid = {1, 2}, .table = kTrained, .optimizer = "sgd"},
        Case{.grid = {1, 4}, .table = kTrained, .batch_rounds = 128},
        Case{.grid = {1, 4}, .optimizer = "newton-cg"}, Case{.grid = {2, 2}, .optimizer = "newton-cg"},
        Case{.grid = {1, 4}, .table = kTrained, .tower = TowerKind::identity, .optimizer = "newton-cg"},
        Case{.grid = {2, 2}, .batch_rounds = 128},
        Case{.grid = {2, 4}, .table = kTrained, .objective = "snips"}, Case{.grid = {1, 1}},
        Case{.grid = {1, 4}, .objective = "tis", .seen = kOnePivot},
        Case{.grid = {2, 2}, .objective = "tis", .seen = kOnePivot},
        Case{.grid = {4, 1}, .objective = "tis", .seen = kOnePivot},
        Case{.grid = {1, 4}, .table = kTrained, .objective = "tis", .seen = kOnePivot},
        Case{.grid = {1, 4}, .table = kTrained, .objective = "dm"},
        Case{.grid = {2, 2}, .objective = "dr", .seen = kOnePivot}));

}  // namespace
}  // namespace megabandit
