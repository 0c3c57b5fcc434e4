// The value of a policy on a log, against sums over all rounds and actions that anyone can check.

#include "train/evaluation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <mutex>
#include <tuple>

#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "estimator/table.hpp"
#include "log/write_log.hpp"
#include "made_log.hpp"
#include "made_outputs.hpp"
#include "run/loop.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

const MadeLog kLog{.contexts = 23, .rounds = 400};

Policy some_policy() {
  Policy policy({.tower = {.kind = TowerKind::linear, .features = kLog.features, .columns = 2, .hidden = {}},
                 .table = TableKind::fixed,
                 .temperature = 2000,  // made features reach some thousands
                 .actions = kLog.actions},
                made_part(kLog, 0, 1).catalogue.embedding);
  policy.initialise_tower(3, 0.3);
  return policy;
}

/// pi(. | context), in double.
std::vector<double> probabilities(const Policy& policy, const RowMatrix<float>& features,
                                  std::uint64_t context) {
  TowerPass pass;
  pass.input = features.row(static_cast<Eigen::Index>(context)).cast<double>();
  const auto queries = policy.queries(pass);
  std::vector<double> p;
  double sum = 0;
  for (std::uint32_t a = 0; a < kLog.actions; ++a) {
    p.push_back(std::exp(policy.score(queries.row(0), ActionId{a})));
    sum += p.back();
  }
  for (double& each : p) each /= sum;
  return p;
}

double truth_of(const LogPart& log, std::uint64_t context, std::uint32_t action) {
  if (log.factored_truth)
    return log.factored_truth->context.row(static_cast<Eigen::Index>(context))
        .dot(log.factored_truth->action.row(action));
  const Truth& truth = *log.truth;
  for (std::uint64_t i = truth.offset[context]; i < truth.offset[context + 1]; ++i)
    if (truth.action[i].value == action) return static_cast<double>(truth.reward[i]);
  return static_cast<double>(truth.otherwise);
}

struct ByHand {
  double ips = 0, snips = 0, ess = 0, weight_max = 0, on_policy = 0, truth = 0, greedy = 0, best = 0,
         uniform = 0;
};

ByHand by_hand(const LogPart& log) {
  const Policy policy = some_policy();
  const auto n = static_cast<double>(log.rounds.size());
  ByHand sum;
  double weights = 0, squares = 0;
  for (std::size_t i = 0; i < log.rounds.size(); ++i) {
    const std::uint64_t context = log.rounds.context[i].value;
    const auto p = probabilities(policy, log.features, context);
    const double weight = p[log.rounds.action[i].value] / static_cast<double>(log.rounds.pscore[i]);
    const auto reward = static_cast<double>(log.rounds.reward[i]);
    sum.ips += weight * reward / n;
    sum.on_policy += reward / n;
    weights += weight;
    squares += weight * weight;
    sum.weight_max = std::max(sum.weight_max, weight);
    double largest = -INFINITY;
    for (std::uint32_t a = 0; a < kLog.actions; ++a) {
      const double reward_of_action = truth_of(log, context, a);
      sum.truth += p[a] * reward_of_action / n;
      sum.uniform += reward_of_action / static_cast<double>(kLog.actions) / n;
      largest = std::max(largest, reward_of_action);
    }
    sum.best += largest / n;
    const auto best = static_cast<std::uint32_t>(std::ranges::max_element(p) - p.begin());
    sum.greedy += truth_of(log, context, best) / n;
  }
  sum.snips = sum.ips * n / weights;
  sum.ess = weights * weights / squares;
  return sum;
}

EvaluationReport evaluated(const Job& job, const std::filesystem::path& path) {
  std::vector<std::unique_ptr<Estimator>> estimators;
  for (const char* kind : {"ips", "snips", "on_policy"})
    estimators.push_back(make_estimator({.kind = kind, .parameters = {}}));
  const auto shard = open_shard(job, {.path = path, .split = "", .contexts_per_block = 4, .memory = 0});
  const Policy policy = some_policy();
  const auto truth = make_true_values(job, path, shard->shape(), policy.catalogue());
  PolicyEvaluation evaluation(*shard, {policy, vector_kernel(), 1}, estimators, truth.get());
  LoopState state;
  run_loop(job.comm, evaluation, Reduction::reproducible, state, {});
  return evaluation.report();
}

// Scores here are below 10, so a 32-bit normaliser is off by no more than 10 * 2^-23 * 8, and so is every
// weight.
double within(double value) { return 1e-5 * std::max(1.0, std::abs(value)); }

struct Evaluated {
  explicit Evaluated(const LogPart& log) : hand(by_hand(log)) {
    SelfComm self;
    write_log({self, files}, path, log);
    alone = evaluated({self, files}, path);
  }

  TemporaryDirectory directory;
  SerialFileDriver files;
  std::filesystem::path path = directory.path() / "log.h5";
  ByHand hand;
  EvaluationReport alone;
};

void expect_truth(const TrueReport& truth, const ByHand& hand) {
  EXPECT_NEAR(truth.value, hand.truth, within(hand.truth));
  EXPECT_NEAR(truth.greedy, hand.greedy, within(hand.greedy));
  EXPECT_NEAR(truth.best, hand.best, within(hand.best));
  EXPECT_NEAR(truth.uniform, hand.uniform, within(hand.uniform));
  EXPECT_EQ(truth.optimality(truth.uniform), 0);
  EXPECT_EQ(truth.optimality(truth.best), 1);
}

TEST(PolicyEvaluation, agrees_with_sums_by_hand_on_any_number_of_ranks) {
  const Evaluated log(made_part(kLog, 0, 1));
  const auto& [hand, alone] = std::tie(log.hand, log.alone);
  ASSERT_GT(hand.ess, 10);
  EXPECT_EQ(alone.rounds, 400);
  EXPECT_NEAR(alone.estimates[0].value, hand.ips, within(hand.ips));
  EXPECT_NEAR(alone.estimates[0].ess, hand.ess, within(hand.ess));
  EXPECT_NEAR(alone.estimates[0].weight_max, hand.weight_max, within(hand.weight_max));
  EXPECT_NEAR(alone.estimates[1].value, hand.snips, within(hand.snips));
  EXPECT_NEAR(alone.estimates[2].value, hand.on_policy, within(hand.on_policy));
  expect_truth(alone.truth.value(), hand);
  std::mutex guard;
  for (const int ranks : {2, 3, 7})
    on_threads(ranks, [&](Communicator& comm) {
      const EvaluationReport report = evaluated({comm, log.files}, log.path);
      const std::lock_guard lock(guard);
      for (std::size_t i = 0; i < report.estimates.size(); ++i) {
        EXPECT_EQ(report.estimates[i].value, alone.estimates[i].value) << ranks << " ranks";
        EXPECT_EQ(report.estimates[i].upper, alone.estimates[i].upper);
      }
      EXPECT_EQ(report.truth->value, alone.truth->value);
      EXPECT_EQ(report.truth->greedy, alone.truth->greedy);
    });
}

// Greedy and best rewards of made logs reach some thousands: a float's share of that.
TEST(PolicyEvaluation, takes_a_truth_that_is_a_product) {
  const Evaluated log(made_part_with_outputs(kLog, 0, 1));
  expect_truth(log.alone.truth.value(), log.hand);
  std::mutex guard;
  for (const int ranks : {2, 3})
    on_threads(ranks, [&](Communicator& comm) {
      const TrueReport truth = evaluated({comm, log.files}, log.path).truth.value();
      const std::lock_guard lock(guard);
      EXPECT_EQ(truth.value, log.alone.truth->value) << ranks << " ranks";
      EXPECT_EQ(truth.greedy, log.alone.truth->greedy);
      EXPECT_EQ(truth.best, log.alone.truth->best);
      EXPECT_EQ(truth.uniform, log.alone.truth->uniform);
    });
}

TEST(PolicyEvaluation, knows_no_optimality_where_all_policies_are_alike) {
  LogPart part = made_part_with_outputs(kLog, 0, 1);
  part.factored_truth->action.col(1).setZero();
  const Evaluated log(part);
  EXPECT_EQ(log.alone.truth->best, log.alone.truth->uniform);
  EXPECT_EQ(log.alone.truth->optimality(log.alone.truth->value), std::nullopt);
}

}  // namespace
}  // namespace megabandit
