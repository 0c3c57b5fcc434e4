// Learning end to end on threads as ranks: the same bits for any cut of the work, and the gradient that the
// formulas say.

#include "train/policy_learner.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "modelled_plans.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using namespace testing;

class AnyRun : public ::testing::TestWithParam<Plan> {};

TEST_P(AnyRun, has_the_same_bits_for_any_ranks_and_threads) {
  const SmallLog log = small_log(50, 5, 300);
  SelfComm self;
  const Outcome alone = train(self, GetParam(), log);
  for (const int ranks : {2, 3, 4, 7, 20})  // 13 blocks: some of 20 ranks have none
    EXPECT_EQ(train_on(ranks, GetParam(), log).parameters, alone.parameters) << ranks << " ranks";
  Plan threaded = GetParam();
  threaded.threads = 2;
  EXPECT_EQ(train(self, threaded, log).parameters, alone.parameters);
}

TEST_P(AnyRun, goes_on_as_if_it_had_not_stopped) {
  const SmallLog log = small_log(50, 5, 300);
  SelfComm self;
  const Outcome whole = train(self, GetParam(), log);
  for (const std::uint64_t stop_after : {2, 5}) {  // Newton-CG stops in the middle of a system
    const TemporaryDirectory directory;
    const Outcome part =
        train(self, GetParam(), log, 1, {.stop_after = stop_after, .checkpoints = directory.path()});
    if (stop_after > 2 && part.objective.size() == whole.objective.size()) continue;  // that was all
    ASSERT_LT(part.objective.size(), whole.objective.size());
    const Outcome rest = train_on(3, GetParam(), log, 1, {.checkpoints = directory.path()});
    EXPECT_EQ(rest.parameters, whole.parameters);
  }
}

INSTANTIATE_TEST_SUITE_P(Modelled, AnyRun, ::testing::ValuesIn(modelled_plans()));

INSTANTIATE_TEST_SUITE_P(
    Kinds, AnyRun,
    ::testing::Values(
        Plan{}, Plan{.objective = "snips", .batch_rounds = 20}, Plan{.table = TableKind::trained},
        Plan{.objective = "ips", .tower = TowerKind::mlp, .optimizer = "sgd", .batch_rounds = 30},
        Plan{.tower = TowerKind::identity, .table = TableKind::trained, .batch_rounds = 50},
        Plan{.objective = "lpi", .optimizer = "lbfgs", .epochs = 0},
        Plan{.optimizer = "sgd", .batch_rounds = 30, .normaliser = "head-tail"},
        Plan{.objective = "lpi", .optimizer = "lbfgs", .epochs = 0, .normaliser = "cluster"},
        Plan{.objective = "lpi", .optimizer = "newton-cg", .epochs = 0},
        Plan{.objective = "lpi",
             .tower = TowerKind::identity,
             .table = TableKind::trained,
             .optimizer = "newton-cg",
             .epochs = 0},
        Plan{.optimizer = "sgd", .batch_rounds = 30, .normaliser = "uniform", .error = 0.3},
        Plan{.objective = "ips", .batch_rounds = 30, .seen = {.on = true, .uniform = false}},
        Plan{.objective = "snips",
             .table = TableKind::trained,
             .optimizer = "lbfgs",
             .epochs = 0,
             .seen = {.on = true}},
        Plan{.objective = "clpi",
             .optimizer = "newton-cg",
             .epochs = 0,
             .seen = {.on = true, .uniform = false}},
        Plan{.objective = "ips",
             .table = TableKind::trained,
             .batch_rounds = 30,
             .seen = {.on = true, .sum = SumOver::nearest}},
        Plan{.objective = "ips",
             .batch_rounds = 30,
             .seen = {.on = true, .uniform = false, .sum = SumOver::drawn}},
        Plan{.objective = "ips",
             .batch_rounds = 30,
             .seen = {.on = true, .uniform = false, .estimate = DensityEstimate::monte_carlo}},
        Plan{.objective = "ips",
             .batch_rounds = 30,
             .seen = {.on = true,
                      .uniform = false,
                      .sum = SumOver::policy,
                      .draws = 1,
                      .estimate = DensityEstimate::released}},
        Plan{.objective = "ips",
             .table = TableKind::trained,
             .batch_rounds = 30,
             .seen = {.on = true, .uniform = false, .sum = SumOver::policy}},
        Plan{.objective = "clpi",
             .batch_rounds = 30,
             .normaliser = "uniform",
             .error = 0.3,
             .seen = {.on = true, .uniform = false}},
        Plan{.objective = "ips",
             .batch_rounds = 30,
             .normaliser = "uniform",
             .error = 0.3,
             .seen = {.on = true, .uniform = false, .sum = SumOver::nearest}}),
    [](const auto& shown) { return shown.param.objective + std::to_string(shown.index); });

class Fallback : public ::testing::TestWithParam<const char*> {};

// A step whose probe shows too large an error is done again exactly, so not one bit differs.
TEST_P(Fallback, to_the_exact_sum_leaves_no_trace_of_the_approximation) {
  const SmallLog log = small_log(50, 5, 300);
  const bool whole = std::string(GetParam()) == "lbfgs";
  Plan run{.optimizer = GetParam(), .batch_rounds = whole ? 0U : 30U, .epochs = whole ? 0U : 3U};
  SelfComm self;
  const Outcome exact = train(self, run, log);
  EXPECT_TRUE(std::isnan(exact.last.normaliser_error));
  EXPECT_TRUE(std::isnan(exact.last.fallbacks));
  EXPECT_TRUE(exact.warnings.empty());
  run.normaliser = "uniform";
  run.error = 1e-12;
  const Outcome fallen = train_on(3, run, log);
  EXPECT_EQ(fallen.parameters, exact.parameters);
  EXPECT_EQ(fallen.objective, exact.objective);
  EXPECT_EQ(fallen.loop.step, exact.loop.step);
  EXPECT_EQ(fallen.warnings, std::vector<std::string>{"exact normaliser"});
  EXPECT_EQ(fallen.last.fallbacks, whole ? 1 : 3);  // L-BFGS stays exact, SGD gives every epoch a chance
  EXPECT_GT(fallen.last.normaliser_error, 1e-12);
}

TEST_P(Fallback, does_not_happen_within_the_error_asked_for) {
  const bool whole = std::string(GetParam()) == "lbfgs";
  const Plan run{.optimizer = GetParam(),
                 .batch_rounds = whole ? 0U : 30U,
                 .epochs = whole ? 0U : 3U,
                 .normaliser = "head-tail"};
  SelfComm self;
  const Outcome outcome = train(self, run, small_log(50, 5, 300));
  EXPECT_EQ(outcome.last.fallbacks, 0);
  EXPECT_GT(outcome.last.normaliser_error, 0);
  EXPECT_LT(outcome.last.normaliser_error, 1);
  EXPECT_TRUE(outcome.warnings.empty());
}

INSTANTIATE_TEST_SUITE_P(Optimisers, Fallback, ::testing::Values("lbfgs", "sgd", "adam"),
                         [](const auto& shown) { return std::string(shown.param); });

// The value of the objective at given parameters: one step of an optimiser that does not move.
double value_at(const Plan& run, const SmallLog& log, const Vector& parameters, Vector* gradient) {
  class Probe final : public Optimizer {
   public:
    std::string name() const override { return "probe"; }
    bool full_batch() const override { return true; }
    Advice step(const Evaluation& at, Vector&) override {
      value = at.value;
      gradient = at.gradient;
      return {.finished = "probed"};
    }
    SavedState save() const override { return {}; }
    void load(const SavedState&) override {}
    double value = 0;
    Vector gradient;
  } probe;
  SelfComm self;
  MemoryShard shard(log, 4, 0, 1);
  Policy policy = make_policy(run, log);
  policy.set_parameters(parameters);
  const auto objective = make_objective({.kind = run.objective, .parameters = {}});
  const auto seen =
      see(run.seen, log, policy, objective->weighs_by_policy() ? Posterior::policy : Posterior::logging,
          PivotUse::all);
  const auto model = objective->needs_model() ? model_of(run.model, log, shard, policy, self) : nullptr;
  PolicyLearner learner(shard, policy, *objective, probe, reference_kernel(),
                        {.l2 = 0.01, .seen = seen.get(), .model = model.get()}, {});
  LoopState state;
  run_loop(self, learner, run.reduction, state, {});
  if (gradient != nullptr) *gradient = probe.gradient;
  return probe.value;
}

class AnyGradient : public ::testing::TestWithParam<Plan> {};

TEST_P(AnyGradient, is_the_slope_of_the_objective) {
  const SmallLog log = small_log(20, 5, 40);
  const Vector at = make_policy(GetParam(), log).parameters();
  Vector gradient;
  value_at(GetParam(), log, at, &gradient);
  // Central differences of step 1e-2: the kernel's float error of about 1e-6 |value| becomes 1e-4, curvature
  // adds as much.
  const double step = 1e-2;
  for (Eigen::Index i = 0; i < at.size(); i += 1 + at.size() / 25) {
    Vector ahead = at, behind = at;
    ahead[i] += step;
    behind[i] -= step;
    const double slope =
        (value_at(GetParam(), log, ahead, nullptr) - value_at(GetParam(), log, behind, nullptr)) / (2 * step);
    EXPECT_NEAR(gradient[i], slope, 3e-4 + 1e-3 * std::abs(slope)) << "parameter " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, AnyGradient,
    ::testing::Values(
        Plan{.objective = "dm"}, Plan{.objective = "dm", .table = TableKind::trained},
        Plan{.objective = "dr"}, Plan{.objective = "dr", .tower = TowerKind::mlp, .seen = {.on = true}},
        Plan{.objective = "dr", .table = TableKind::trained, .seen = {.on = true, .uniform = false}}, Plan{},
        Plan{.objective = "snips"}, Plan{.objective = "es", .table = TableKind::trained},
        Plan{.objective = "cips", .tower = TowerKind::mlp},
        Plan{.tower = TowerKind::identity, .table = TableKind::trained},
        Plan{.objective = "ips", .seen = {.on = true, .uniform = false}},
        Plan{.objective = "snips", .tower = TowerKind::mlp, .seen = {.on = true}},
        Plan{.objective = "ips", .table = TableKind::trained, .seen = {.on = true}},
        Plan{.objective = "clpi", .seen = {.on = true, .uniform = false}},
        Plan{.objective = "lpi", .table = TableKind::trained, .seen = {.on = true}},
        Plan{.objective = "ips", .seen = {.on = true, .uniform = false, .sum = SumOver::drawn}},
        Plan{
            .objective = "snips", .table = TableKind::trained, .seen = {.on = true, .sum = SumOver::nearest}},
        Plan{.objective = "clpi",
             .table = TableKind::trained,
             .seen = {.on = true, .uniform = false, .sum = SumOver::all}},
        Plan{.objective = "ips",
             .seen = {.on = true, .bandwidth = 2.5, .sum = SumOver::all, .kernel = KernelKind::uniform}}),
    [](const auto& shown) { return shown.param.objective + std::to_string(shown.index); });

TEST(PolicyLearner, gives_nearly_the_same_model_when_reduced_fast) {
  const SmallLog log = small_log(50, 5, 300);
  SelfComm self;
  const Outcome exact = train(self, {}, log), fast = train(self, {.reduction = Reduction::fast}, log);
  EXPECT_LE((exact.parameters - fast.parameters).norm(), 1e-7 * exact.parameters.norm());
}

TEST(PolicyLearner, certifies_a_concave_optimum) {
  const SmallLog log = small_log(50, 5, 300);
  SelfComm self;
  const Outcome run = train(self, {.optimizer = "lbfgs", .epochs = 0}, log);
  Vector gradient;
  value_at({}, log, run.parameters, &gradient);
  EXPECT_LE(gradient.squaredNorm() / (2 * 0.01), 1e-6);
}

TEST(PolicyLearner, refuses_parameters_that_are_no_numbers) {
  const SmallLog log = small_log(10, 3, 8);
  MemoryShard shard(log, 4, 0, 1);
  Policy policy = make_policy({}, log);
  const auto objective = make_objective({.kind = "ips", .parameters = {}});
  const auto optimizer = make_optimizer({.kind = "sgd", .parameters = {{"learning_rate", 1e300}}});
  PolicyLearner learner(shard, policy, *objective, *optimizer, vector_kernel(), {.epochs = 1}, {});
  SelfComm self;
  LoopState state;
  EXPECT_THROW(run_loop(self, learner, Reduction::reproducible, state, {}), ConfigError);
}

TEST(PolicyLearner, takes_no_score_that_is_no_number_for_a_probability) {
  const SmallLog log = small_log(10, 3, 8);
  MemoryShard shard(log, 4, 0, 1);
  Policy policy = make_policy({}, log);
  Vector parameters = policy.parameters();
  parameters[0] = std::numeric_limits<double>::infinity();
  policy.set_parameters(parameters);
  const auto blocks = shard.load(std::vector{BlockId{0}});
  const auto all_live = [](auto, auto, auto live) { std::ranges::fill(live, 1); };
  EXPECT_THROW(score_blocks({policy, vector_kernel()}, blocks, all_live, PassWants::log_prob), DataError);
}

}  // namespace
}  // namespace megabandit
