// Objectives with a model of the reward: the whole chain against sums over all actions in double, and what
// the model promises where it is right, wrong, or says nothing.

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "density/dense/gradient.hpp"
#include "estimator/table.hpp"
#include "train/evaluation.hpp"
#include "trial.hpp"

namespace megabandit {
namespace {

using namespace testing;

constexpr std::uint64_t kAllActions = 40;

struct Value {
  double value = 0;
  Vector gradient;
};

/// Asks for one evaluation.
class Probe final : public Optimizer {
 public:
  std::string name() const override { return "probe"; }
  bool full_batch() const override { return true; }
  Advice step(const Evaluation& at, Vector&) override {
    found = {at.value, at.gradient};
    return {.finished = "probed"};
  }
  SavedState save() const override { return {}; }
  void load(const SavedState&) override {}
  Value found;
};

/// A small log, a policy whose tower and table are learned, a way to see, and a model of the rewards.
struct Scene {
  SmallLog log;
  Plan plan;
  Policy policy;
  SelfComm self;
  std::unique_ptr<Seen> seen;
  std::unique_ptr<RewardModel> model;

  explicit Scene(SmallLog some_log, Plan some_plan)
      : log(std::move(some_log)), plan(some_plan), policy(make_policy(plan, log)) {
    seen = see(plan.seen, log, policy, Posterior::policy, PivotUse::all);
    MemoryShard shard(log, 4, 0, 1);
    model = model_of(plan.model, log, shard, policy, self);
  }

  Value of(const std::string& objective) {
    MemoryShard shard(log, 4, 0, 1);
    const auto made = make_objective({.kind = objective, .parameters = {}});
    Probe probe;
    PolicyLearner learner(shard, policy, *made, probe, reference_kernel(),
                          {.seen = made->weighs_rounds() ? seen.get() : nullptr,
                           .model = made->needs_model() ? model.get() : nullptr},
                          {});
    LoopState state;
    run_loop(self, learner, Reduction::reproducible, state, {});
    return probe.found;
  }

  std::uint64_t entries() const { return seen ? seen->entries() : 1; }
};

Plan trained(double bandwidth = 0) {
  Plan plan{.table = TableKind::trained};
  plan.seen = {.on = bandwidth > 0, .bandwidth = bandwidth};
  return plan;
}

RowMatrix<double> dense_log_kappa(const Panel& panel, const PanelPart& part, const Scene& scene) {
  const double spread = scene.plan.seen.bandwidth * scene.plan.seen.bandwidth + 0.09;
  RowMatrix<double> log_kappa(static_cast<Eigen::Index>(part.rounds.size()), kAllActions);
  for (std::uint64_t i = 0; i < part.rounds.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(part.rounds.first + i);
    log_kappa.row(static_cast<Eigen::Index>(i)) =
        -(action_outputs(scene.log).cast<double>().rowwise() - panel.seen.pivot.row(row))
             .rowwise()
             .squaredNorm()
             .transpose() /
        (2 * spread);
  }
  return log_kappa;
}

/// The same, action by action, from the weights of the model alone (DSO specification 1.13).
Value dense_dr(Scene& scene) {
  MemoryShard shard(scene.log, 4, 0, 1);
  const Scoring scoring{.policy = scene.policy,
                        .kernel = reference_kernel(),
                        .seen = scene.seen.get(),
                        .field = scene.model.get()};
  const auto all_live = [](auto, auto, auto live) { std::ranges::fill(live, 1); };
  const RowMatrix<double> table = scene.policy.table().cast<double>(),
                          outputs = action_outputs(scene.log).cast<double>();
  const SmallOutputs shown(scene.log);
  const auto tower = static_cast<Eigen::Index>(scene.policy.tower_parameters());
  Value sum{0, Vector::Zero(scene.policy.parameters().size())};
  for (std::uint64_t id = 0; id < shard.plan().blocks(); ++id) {
    const std::vector<BlockView> blocks = shard.load(std::vector{BlockId{id}});
    const Panel panel = score_blocks(scoring, blocks, all_live, PassWants::log_prob);
    const PanelPart& part = panel.parts[0];
    const auto n = static_cast<Eigen::Index>(part.rounds.size());
    RowMatrix<double> queries(n, table.cols()), of_actions(n, outputs.rows());
    std::vector<double> of_seen, reward;
    for (Eigen::Index i = 0; i < n; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const std::uint32_t context = panel.context[at];
      queries.row(i) = panel.queries.row(context);
      const auto rewards = scene.model->rewards().of(part.block, part.block_row[context],
                                                     part.pass.input.row(static_cast<Eigen::Index>(context)));
      of_actions.row(i) = (outputs * rewards.slope.transpose()).transpose().array() + rewards.at_zero;
      of_seen.push_back(rewards.at_zero +
                        rewards.slope.dot(unshifted_output(shown, blocks[0], part.block_round[at])));
      reward.push_back(panel.reward[at]);
    }
    const RowMatrix<double> log_kappa = dense_log_kappa(panel, part, scene);
    std::vector<double> log_rho;  // logged evenly
    for (Eigen::Index i = 0; i < n; ++i) log_rho.push_back(std::log(log_kappa.row(i).array().exp().mean()));
    const RowMatrix<double> log_policy = log_softmax(queries * table.transpose());
    RowMatrix<double> by_score = RowMatrix<double>::Zero(n, outputs.rows());
    const RobustSums sums = add_dso_dr({log_policy, log_kappa, log_rho, reward}, {of_actions, of_seen},
                                       {.weight_limit = 50}, by_score);
    sum.value += sums.modelled + sums.weights.terms;
    Eigen::Map<RowMatrix<double>>(sum.gradient.data() + tower, table.rows(), table.cols()) +=
        by_score.transpose() * queries;
    RowMatrix<double> d_query = RowMatrix<double>::Zero(panel.queries.rows(), table.cols());
    for (Eigen::Index i = 0; i < n; ++i)
      d_query.row(panel.context[static_cast<std::size_t>(i)]) += by_score.row(i) * table;
    scene.policy.tower().backward(scene.policy.tower_part(), part.pass,
                                  d_query / scene.policy.shape().temperature,
                                  {sum.gradient.data(), static_cast<std::size_t>(tower)});
  }
  const double rounds = static_cast<double>(scene.log.action.size() * scene.entries());
  return {sum.value / rounds, sum.gradient / rounds};
}

// Queries, slopes and means are floats; rewards and weights are of size 1.
constexpr double kFloats = 1e-6;

TEST(ModelledRewards, value_and_gradient_are_sums_over_all_actions) {
  for (const double bandwidth : {0.8, 2.0}) {
    Scene scene(small_log(20, 5, kAllActions), trained(bandwidth));
    const Value dense = dense_dr(scene), own = scene.of("dr");
    EXPECT_NEAR(own.value, dense.value, kFloats * std::abs(dense.value)) << bandwidth;
    EXPECT_LT((own.gradient - dense.gradient).norm(), kFloats * dense.gradient.norm()) << bandwidth;
  }
}

TEST(ModelledRewards, a_model_that_says_nothing_leaves_the_weights_alone) {
  for (const double bandwidth : {0.0, 2.0}) {
    Scene scene(small_log(20, 5, kAllActions), trained(bandwidth));
    const Value weights = scene.of("tis");
    const Standard features{Eigen::RowVectorXd::Zero(5), Eigen::RowVectorXd::Ones(5)},
        outputs{Eigen::RowVectorXd::Zero(kOutputColumns), Eigen::RowVectorXd::Ones(kOutputColumns)};
    const RowMatrix<double> none = RowMatrix<double>::Zero(6, 1 + kOutputColumns);
    scene.model = std::make_unique<RewardModel>(
        LinearRewards{features, outputs, {2, 0, 4}, {none, none}},
        RewardModel::Actions{action_outputs(scene.log), 0, kAllActions, nullptr},
        std::make_unique<SmallOutputs>(scene.log));
    const Value robust = scene.of("dr"), modelled = scene.of("dm");
    // Rounds without reward are there too, and are summed in another order.
    EXPECT_NEAR(robust.value, weights.value, 1e-12);
    EXPECT_LT((robust.gradient - weights.gradient).norm(), 1e-7 * weights.gradient.norm());
    EXPECT_EQ(modelled.value, 0);
    EXPECT_EQ(modelled.gradient.norm(), 0);
  }
}

/// A log whose rewards are linear in what was seen, given the context: 1 + x0 s1 - s0 / 2.
SmallLog linear_log() {
  SmallLog log = small_log(80, 5, kAllActions);
  MemoryShard shard(log, 4, 0, 1);
  const SmallOutputs shown(log);
  std::vector<float> reward;
  for (std::uint64_t id = 0; id < shard.plan().blocks(); ++id)
    for (const BlockView& block : shard.load(std::vector{BlockId{id}}))
      for (std::size_t i = 0; i < block.action.size(); ++i) {
        const Eigen::RowVectorXd s = unshifted_output(shown, block, i);
        reward.push_back(static_cast<float>(
            1 + static_cast<double>(block.features(block.context[i], 0)) * s[1] - s[0] / 2));
      }
  log.reward = reward;
  return log;
}

// Nothing is left to be weighted, so no kernel can smooth it away: the gradient is that of the true value.
TEST(ModelledRewards, the_right_model_gives_the_true_gradient_through_any_kernel) {
  for (const double bandwidth : {0.0, 0.8, 5.0}) {
    Plan plan = trained(bandwidth);
    plan.model.ridge = 1e-6;
    Scene scene(linear_log(), plan);
    const RowMatrix<double> table = scene.policy.table().cast<double>(),
                            outputs = action_outputs(scene.log).cast<double>();
    TowerPass pass{.input = scene.log.features.cast<double>(), .hidden = {}, .output = {}};
    const RowMatrix<double> queries = scene.policy.queries(pass);
    const auto n = static_cast<Eigen::Index>(scene.log.context.size());
    RowMatrix<double> of_round(n, table.cols()), reward(n, outputs.rows());
    for (Eigen::Index i = 0; i < n; ++i) {
      const std::uint32_t context = scene.log.context[static_cast<std::size_t>(i)];
      of_round.row(i) = queries.row(context);
      reward.row(i) = (1 + static_cast<double>(scene.log.features(context, 0)) * outputs.col(1).array() -
                       outputs.col(0).array() / 2)
                          .transpose();
    }
    RowMatrix<double> by_score = RowMatrix<double>::Zero(n, outputs.rows());
    const double value =
        add_field(log_softmax(of_round * table.transpose()), reward, by_score) / static_cast<double>(n);
    const RowMatrix<double> by_table = by_score.transpose() * of_round / static_cast<double>(n);
    const Value own = scene.of("dr");
    const auto tower = static_cast<Eigen::Index>(scene.policy.tower_parameters());
    const Eigen::Map<const RowMatrix<double>> own_table(own.gradient.data() + tower, table.rows(),
                                                        table.cols());
    // What the ridge and float rewards leave of the reward is below 1e-6, and weights are at most 50.
    EXPECT_NEAR(own.value, value, 1e-5) << bandwidth;
    EXPECT_LT((own_table - by_table).norm(), 1e-5 * by_table.norm()) << bandwidth;
  }
}

/// The reward of an action that no linear model finds.
double bent(const SmallLog& log, std::uint32_t context, std::uint32_t action) {
  const RowMatrix<float> outputs = action_outputs(log);
  const double s = static_cast<double>(outputs(action, 0)), x = static_cast<double>(log.features(context, 0));
  return std::cos(3 * s) + x * x * s * s;
}

// Even a wrong model leaves no bias where pscores are right, though it is learned from the same rounds: each
// is predicted by others.
TEST(ModelledRewards, cross_fitted_estimates_are_right_on_average_with_a_wrong_model) {
  constexpr std::uint64_t kActions = 8;
  constexpr int kLogs = 400;
  SmallLog log = small_log(40, 2, kActions);
  std::ranges::fill(log.pscore, 1.0F / kActions);
  Policy policy = make_policy({}, log);
  SelfComm self;
  std::vector<std::unique_ptr<Estimator>> estimators;
  for (const char* kind : {"dr", "dm"})
    estimators.push_back(make_estimator({.kind = kind, .parameters = {}}));
  double truth = 0;
  TowerPass pass{.input = log.features.cast<double>(), .hidden = {}, .output = {}};
  const RowMatrix<double> log_policy =
      log_softmax(policy.queries(pass) * policy.table().cast<double>().transpose());
  for (const std::uint32_t context : log.context)
    for (std::uint32_t a = 0; a < kActions; ++a)
      truth +=
          std::exp(log_policy(context, a)) * bent(log, context, a) / static_cast<double>(log.context.size());
  std::array<double, 2> mean{}, square{};
  for (std::uint64_t draw = 0; draw < kLogs; ++draw) {
    for (std::uint32_t i = 0; i < log.action.size(); ++i) {
      log.action[i] = ActionId{static_cast<std::uint32_t>(
          below({.seed = 3, .stream = Stream::logging_action, .epoch = i, .index = draw}, kActions))};
      log.reward[i] = static_cast<float>(bent(log, log.context[i], log.action[i].value));
    }
    MemoryShard shard(log, 4, 0, 1);
    const auto outputs = outputs_of_actions(action_outputs(log));
    const RewardModel model(
        fit_rewards(self, shard, *outputs, {.ridge = 1, .folds = 3, .seed = draw}).rewards,
        {action_outputs(log), 0, kActions, nullptr}, outputs_of_actions(action_outputs(log)));
    PolicyEvaluation evaluation(shard, {.policy = policy, .kernel = vector_kernel()}, estimators, nullptr,
                                &model);
    LoopState state;
    run_loop(self, evaluation, Reduction::reproducible, state, {});
    for (std::size_t e = 0; e < 2; ++e) {
      const double error = evaluation.report().estimates[e].value - truth;
      mean[e] += error / kLogs;
      square[e] += error * error / kLogs;
    }
  }
  // Means of 400 logs: within four of their standard errors; the direct method is far outside.
  const auto error_of_mean = [&](std::size_t e) {
    return std::sqrt((square[e] - mean[e] * mean[e]) / kLogs);
  };
  EXPECT_LT(std::abs(mean[0]), 4 * error_of_mean(0)) << "dr";
  EXPECT_GT(std::abs(mean[1]), 8 * error_of_mean(1)) << "dm";
}

}  // namespace
}  // namespace megabandit
