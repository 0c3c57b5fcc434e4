// The value of a policy on a log, against sums over all rounds and actions that anyone can check.

#include "train/evaluation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <mutex>

#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "estimator/table.hpp"
#include "log/write_log.hpp"
#include "made_log.hpp"
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

double truth_of(const Truth& truth, std::uint64_t context, std::uint32_t action) {
  for (std::uint64_t i = truth.offset[context]; i < truth.offset[context + 1]; ++i)
    if (truth.action[i].value == action) return static_cast<double>(truth.reward[i]);
  return static_cast<double>(truth.otherwise);
}

struct ByHand {
  double ips = 0, snips = 0, ess = 0, weight_max = 0, on_policy = 0, truth = 0, greedy = 0;
};

ByHand by_hand() {
  const LogPart log = made_part(kLog, 0, 1);
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
    for (std::uint32_t a = 0; a < kLog.actions; ++a) sum.truth += p[a] * truth_of(*log.truth, context, a) / n;
    const auto best = static_cast<std::uint32_t>(std::ranges::max_element(p) - p.begin());
    sum.greedy += truth_of(*log.truth, context, best) / n;
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
  PolicyEvaluation evaluation(*shard, {policy, vector_kernel(), 1}, estimators);
  LoopState state;
  run_loop(job.comm, evaluation, Reduction::reproducible, state, {});
  return evaluation.report();
}

// Scores here are below 10, so a 32-bit normaliser is off by no more than 10 * 2^-23 * 8, and so is every
// weight.
double within(double value) { return 1e-5 * std::max(1.0, std::abs(value)); }

TEST(PolicyEvaluation, agrees_with_sums_by_hand_on_any_number_of_ranks) {
  const TemporaryDirectory directory;
  const SerialFileDriver files;
  SelfComm self;
  const auto path = directory.path() / "log.h5";
  write_log({self, files}, path, made_part(kLog, 0, 1));
  const ByHand hand = by_hand();
  ASSERT_GT(hand.ess, 10);
  const EvaluationReport alone = evaluated({self, files}, path);
  EXPECT_EQ(alone.rounds, 400);
  EXPECT_NEAR(alone.estimates[0].value, hand.ips, within(hand.ips));
  EXPECT_NEAR(alone.estimates[0].ess, hand.ess, within(hand.ess));
  EXPECT_NEAR(alone.estimates[0].weight_max, hand.weight_max, within(hand.weight_max));
  EXPECT_NEAR(alone.estimates[1].value, hand.snips, within(hand.snips));
  EXPECT_NEAR(alone.estimates[2].value, hand.on_policy, within(hand.on_policy));
  EXPECT_NEAR(alone.true_value.value(), hand.truth, within(hand.truth));
  EXPECT_NEAR(alone.true_value_greedy.value(), hand.greedy, within(hand.greedy));
  std::mutex guard;
  for (const int ranks : {2, 3, 7})
    on_threads(ranks, [&](Communicator& comm) {
      const EvaluationReport report = evaluated({comm, files}, path);
      const std::lock_guard lock(guard);
      for (std::size_t i = 0; i < report.estimates.size(); ++i) {
        EXPECT_EQ(report.estimates[i].value, alone.estimates[i].value) << ranks << " ranks";
        EXPECT_EQ(report.estimates[i].upper, alone.estimates[i].upper);
      }
      EXPECT_EQ(report.true_value, alone.true_value);
      EXPECT_EQ(report.true_value_greedy, alone.true_value_greedy);
    });
}

}  // namespace
}  // namespace megabandit
