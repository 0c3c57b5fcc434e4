// What is seen, summed by two softmax passes, against the same sums action by action in double.

#include "outputs/joined/joined_seen.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "policy/panel.hpp"
#include "unit/outputs/all_rounds.hpp"
#include "unit/outputs/learned_policy.hpp"
#include "unit/train/memory_shard.hpp"
#include "unit/train/seen_trial.hpp"

namespace megabandit {
namespace {

using namespace testing;

constexpr double kTolerance = 2e-5;  // scores of size 20 in single precision, and rows as floats

struct Sums {
  double weight = 0;
  Eigen::RowVectorXd row;
};

/// sum_a p(a) kappa(a) / p(logged) kappa(logged) and the mean row, from scores of p and squared distances.
Sums enumerate(const Eigen::VectorXd& log_p, const Eigen::VectorXd& log_kappa, double reference,
               const RowMatrix<double>& rows) {
  const Eigen::VectorXd part = (log_p + log_kappa).array() - reference;
  const Eigen::VectorXd weight = part.array().exp();
  return {weight.sum(), weight.transpose() * rows / weight.sum()};
}

Eigen::VectorXd log_softmax(const Eigen::VectorXd& scores) {
  const double top = scores.maxCoeff();
  return scores.array() - top - std::log((scores.array() - top).exp().sum());
}

Eigen::VectorXd scores_of(const Policy& policy, const RowMatrix<double>& features) {
  TowerPass pass{.input = features, .hidden = {}, .output = {}};
  return policy.table().cast<double>() * policy.queries(pass).transpose();
}

class Joined : public ::testing::TestWithParam<SeenPlan> {
 protected:
  SmallLog log = small_log(20, 5, 60);
  Policy policy = learned_policy(log);
  MemoryShard shard{log, 20, 0, 1};
  std::vector<BlockView> blocks = shard.load(std::vector{BlockId{0}});

  Panel look(Posterior posterior) {
    seen = see(GetParam(), log, policy, posterior, PivotUse::all);
    return all_rounds({policy, *seen}, blocks, PassWants::log_prob_and_mean);
  }

  /// log kappa of all actions at a round's pivot.
  Eigen::VectorXd log_kappa(const Panel& panel, std::size_t i) const {
    const double spread = GetParam().bandwidth * GetParam().bandwidth + 0.09;
    const RowMatrix<double> gap =
        action_outputs(log).cast<double>().rowwise() - panel.seen.pivot.row(static_cast<Eigen::Index>(i));
    return -gap.rowwise().squaredNorm() / (2 * spread);
  }
  Eigen::VectorXd log_learned(const Panel& panel, std::size_t i) const {
    return log_softmax(policy.table().cast<double>() * panel.queries.row(panel.context[i]).transpose());
  }
  Eigen::VectorXd log_logging(const Panel& panel, std::size_t i) const {
    const auto logging = logging_of(GetParam(), log, policy);
    if (!logging) return Eigen::VectorXd::Constant(60, -std::log(60.0));
    return log_softmax(scores_of(*logging, panel.parts[0].pass.input.row(panel.context[i])));
  }

  std::unique_ptr<Seen> seen;
};

// Passes over the catalogue block by block, against all actions at once (DSO specification T20).
TEST_P(Joined, sums_are_those_of_all_actions) {
  const Panel panel = look(Posterior::policy);
  ASSERT_EQ(panel.action.size(), log.action.size() * seen->entries());
  for (std::size_t i = 0; i < panel.action.size(); ++i) {
    const Eigen::VectorXd kappa = log_kappa(panel, i);
    const double reference = kappa[panel.action[i].value];
    const Sums learned = enumerate(log_learned(panel, i), kappa, reference, policy.table().cast<double>());
    const Sums logging = enumerate(log_logging(panel, i), kappa, reference, policy.table().cast<double>());
    EXPECT_NEAR(panel.log_prob[i], std::log(learned.weight), kTolerance) << "round " << i;
    EXPECT_NEAR(panel.pscore[i] / logging.weight, 1, kTolerance) << "round " << i;
    EXPECT_LE((panel.logged_row(i).cast<double>() - learned.row).cwiseAbs().maxCoeff(), kTolerance);
  }
}

TEST_P(Joined, posterior_of_the_logging_policy_is_summed_over_all_actions) {
  const Panel panel = look(Posterior::logging);
  for (std::size_t i = 0; i < panel.action.size(); ++i) {
    const Eigen::VectorXd kappa = log_kappa(panel, i), prior = log_logging(panel, i);
    const Sums logging = enumerate(prior, kappa, kappa[panel.action[i].value], policy.table().cast<double>());
    const Eigen::VectorXd posterior = log_softmax(prior + kappa).array().exp();
    EXPECT_LE((panel.logged_row(i).cast<double>() - logging.row).cwiseAbs().maxCoeff(), kTolerance);
    EXPECT_NEAR(panel.log_prob[i], posterior.dot(log_learned(panel, i)), 3 * kTolerance);
    EXPECT_NEAR(panel.pscore[i] / logging.weight, 1, kTolerance);
  }
}

// A second pass takes the densities that the first one kept.
TEST_P(Joined, keeps_densities) {
  const Panel first = look(Posterior::policy);
  const Panel second = all_rounds({policy, *seen}, blocks, PassWants::log_prob);
  EXPECT_EQ(first.pscore, second.pscore);
  EXPECT_EQ(first.log_prob, second.log_prob);
}

// A table that is learned is copied when it has changed: as if it was seen for the first time.
TEST_P(Joined, follows_a_table_that_is_learned) {
  PolicyShape shape = policy.shape();
  shape.table = TableKind::trained;
  Policy trained(shape, RowMatrix<float>(policy.table()));
  const auto looked = [&](Seen& through) {
    return all_rounds({trained, through}, blocks, PassWants::log_prob);
  };
  for (const Posterior posterior : {Posterior::policy, Posterior::logging}) {
    const auto kept = see(GetParam(), log, trained, posterior, PivotUse::all);
    const Panel before = looked(*kept);
    trained.set_parameters(Vector::LinSpaced(trained.parameters().size(), -1, 1));
    const Panel after = looked(*kept);
    EXPECT_NE(after.log_prob, before.log_prob);
    EXPECT_EQ(after.log_prob, looked(*see(GetParam(), log, trained, posterior, PivotUse::all)).log_prob);
    trained.set_parameters(Vector::LinSpaced(trained.parameters().size(), 0.5, -1));
  }
}

// As approximate normalisers are probed: the first contexts once more, which the logging policy is asked
// about.
TEST_P(Joined, some_contexts_are_scored_anew_alone) {
  for (const Posterior posterior : {Posterior::policy, Posterior::logging}) {
    const Panel all = look(posterior);
    Panel some = first_contexts(all, all.parts[0], 3);
    const std::size_t rounds = some.action.size();
    ASSERT_GT(rounds, 0);
    score({.policy = policy, .kernel = vector_kernel(), .seen = seen.get()}, some,
          PassWants::log_prob_and_mean);
    EXPECT_EQ(some.log_prob, std::vector(all.log_prob.begin(), all.log_prob.begin() + rounds));
    EXPECT_EQ(some.pscore, std::vector(all.pscore.begin(), all.pscore.begin() + rounds));
  }
}

INSTANTIATE_TEST_SUITE_P(Plans, Joined,
                         ::testing::Values(SeenPlan{.on = true}, SeenPlan{.on = true, .uniform = false},
                                           SeenPlan{.on = true, .bandwidth = 0.2, .uniform = false},
                                           SeenPlan{
                                               .on = true, .bandwidth = 10, .pivot = PivotKind::centred}),
                         [](const auto& shown) { return "plan" + std::to_string(shown.index); });

// The released limits: a narrow kernel on outputs that tell actions apart is action-wise importance sampling,
// a wide one has weights of 1 (DSO specification T2, T4).
class Limits : public ::testing::Test {
 protected:
  SmallLog log = small_log(20, 5, 60);
  Policy policy = learned_policy(log);
  MemoryShard shard{log, 20, 0, 1};

  Panel look(double bandwidth) {
    DensitySettings settings;
    settings.pivot = PivotKind::centred;
    RowMatrix<float> outputs(60, 6);  // corners of a cube
    for (Eigen::Index a = 0; a < 60; ++a)
      for (Eigen::Index bit = 0; bit < 6; ++bit) outputs(a, bit) = (a >> bit & 1) != 0 ? 1.0F : -1.0F;
    const auto seen = make_joined_seen(
        policy, {.looking = {outputs_of_actions(outputs),
                             Pivots(settings, {KernelKind::gaussian, bandwidth}, 21, PivotUse::all)},
                 .outputs = {outputs, bandwidth * bandwidth},
                 .logging = nullptr,
                 .kernel = &vector_kernel(),
                 .support = {}});
    const auto blocks = shard.load(std::vector{BlockId{0}});
    return all_rounds({policy, *seen}, blocks, PassWants::log_prob_and_mean);
  }
};

TEST_F(Limits, narrow_kernels_count_the_action_alone) {
  const Panel panel = look(0.3);  // the next action weighs exp(-22)
  for (std::size_t i = 0; i < panel.action.size(); ++i) {
    const auto scores =
        (policy.table().cast<double>() * panel.queries.row(panel.context[i]).transpose()).eval();
    EXPECT_NEAR(panel.log_prob[i], log_softmax(scores)[panel.action[i].value],
                2e-3);  // outputs 30 wide in floats
    EXPECT_NEAR(panel.pscore[i], 1 / 60.0, 1e-6);
    EXPECT_LE((panel.logged_row(i) - policy.table().row(panel.action[i].value)).norm(), 1e-4);
  }
}

TEST_F(Limits, wide_kernels_say_nothing) {
  const Panel panel = look(1e6);
  for (std::size_t i = 0; i < panel.action.size(); ++i) {
    EXPECT_NEAR(std::exp(panel.log_prob[i]) / panel.pscore[i], 1, 1e-5);
    EXPECT_LE((panel.logged_row(i) - panel.mean.row(panel.context[i])).norm(), 1e-5);
  }
}

TEST_F(Limits, kernels_too_narrow_for_single_precision_are_refused) { EXPECT_THROW(look(0.01), ConfigError); }

}  // namespace
}  // namespace megabandit
