// Densities that are estimated, and draws of the policy that is learned, against sums over all actions.

#include <gtest/gtest.h>

#include <cmath>

#include "comm/thread_comm.hpp"
#include "density/marginal/learned.hpp"
#include "unit/outputs/all_rounds.hpp"
#include "unit/outputs/learned_policy.hpp"
#include "unit/train/seen_trial.hpp"

namespace megabandit {
namespace {

using namespace testing;

constexpr std::uint64_t kActions = 200;

class Estimated : public ::testing::Test {
 protected:
  SmallLog log = small_log(20, 5, kActions);
  Policy policy = learned_policy(log);
  MemoryShard shard{log, 20, 0, 1};
  std::vector<BlockView> blocks = shard.load(std::vector{BlockId{0}});

  Panel look(Seen& seen, std::uint32_t epoch = 0) {
    return all_rounds({policy, seen, epoch}, blocks, PassWants::log_prob_and_mean);
  }
  Panel look(const SeenPlan& plan, std::uint32_t epoch = 0) {
    return look(*see(plan, log, policy, Posterior::policy, PivotUse::all), epoch);
  }

  static SeenPlan plan(DensityEstimate estimate, std::uint64_t draws = 50) {
    return {.on = true, .bandwidth = 1.5, .uniform = false, .estimate = estimate, .estimate_draws = draws};
  }

  /// Of every round its weight, and the weight times how a credit pushes the query.
  static RowMatrix<double> terms_of(const Panel& panel) {
    RowMatrix<double> terms(static_cast<Eigen::Index>(panel.action.size()), panel.queries.cols() + 1);
    for (std::size_t i = 0; i < panel.action.size(); ++i) {
      const double weight = std::exp(panel.log_prob[i]) / panel.pscore[i];
      terms.row(static_cast<Eigen::Index>(i)) << weight,
          weight * (panel.logged_row(i) - panel.mean.row(panel.context[i])).cast<double>();
    }
    return terms;
  }

  /// Root mean square of log rho's error over the rounds.
  double error(const SeenPlan& estimated) {
    const Panel exact = look(plan(DensityEstimate::exact)), panel = look(estimated);
    EXPECT_EQ(exact.log_prob, panel.log_prob);
    double sum = 0;
    for (std::size_t i = 0; i < exact.pscore.size(); ++i)
      sum += std::pow(std::log(panel.pscore[i] / exact.pscore[i]), 2);
    return std::sqrt(sum / static_cast<double>(exact.pscore.size()));
  }
};

// Errors of a mean of m draws shrink by the root of m.
TEST_F(Estimated, monte_carlo_densities_err_by_one_over_the_root_of_their_draws) {
  const double few = error(plan(DensityEstimate::monte_carlo, 100)),
               many = error(plan(DensityEstimate::monte_carlo, 6400));
  EXPECT_LT(many, 0.05);
  EXPECT_NEAR(std::log(many / few) / std::log(64.0), -0.5, 0.1);
}

TEST_F(Estimated, learned_densities_are_near_the_exact_ones) {
  const Panel exact = look(plan(DensityEstimate::exact)), learned = look(plan(DensityEstimate::learned));
  std::vector<double> ours, theirs;
  for (std::size_t i = 0; i < exact.pscore.size(); ++i) {
    ours.push_back(std::log(learned.pscore[i]) - exact.log_prob[i]);
    theirs.push_back(std::log(exact.pscore[i]) - exact.log_prob[i]);
  }
  EXPECT_EQ(density_quality(ours, theirs).warning(), "");
}

// Released densities are on the scale of the exact ones: within a factor of ten in the median, where learned
// ones are much nearer.
TEST_F(Estimated, released_densities_are_of_the_right_size) {
  const Panel exact = look(plan(DensityEstimate::exact)), released = look(plan(DensityEstimate::released));
  std::vector<double> apart;
  for (std::size_t i = 0; i < exact.pscore.size(); ++i)
    apart.push_back(std::log(released.pscore[i] / exact.pscore[i]));
  std::ranges::sort(apart);
  EXPECT_LT(std::abs(apart[apart.size() / 2]), std::log(10.0));
}

// What a network says depends neither on the cut of the catalogue nor on the panel.
TEST_F(Estimated, networks_are_the_same_on_any_ranks) {
  const SmallLog wide = small_log(20, 5, 2 * kSpanActions + 100);
  const SeenPlan learned = plan(DensityEstimate::learned, 5);
  const Pivots pivots({}, {KernelKind::gaussian, learned.bandwidth}, 21, PivotUse::all);
  const auto ask = [&](Communicator* group, std::uint64_t contexts) {
    const ActionRange own = own_actions(wide.actions, group);
    const Policy cut({.tower = {.kind = TowerKind::linear, .features = 5, .columns = 4, .hidden = {}},
                      .table = TableKind::fixed,
                      .actions = wide.actions},
                     TablePart{random_table(own, 4, 3, 1), own.first, group});
    const Panel all = whole_log(wide, cut, pivots), some = first_contexts(all, all.parts[0], contexts);
    return density_of(learned, wide, cut, pivots)
        ->log_rho({.policy = cut, .kernel = vector_kernel()}, contexts == 0 ? all : some);
  };
  const std::vector<double> alone = ask(nullptr, 0);
  on_threads(2, [&](Communicator& world) {
    const std::vector<double> first = ask(&world, 7);
    ASSERT_EQ(first.size(), 7U);
    EXPECT_EQ(first, std::vector(alone.begin(), alone.begin() + 7));
  });
}

// DSO as published, with one draw or several: the mean over draws of weight and direction are those of the
// sum over all actions (DSO specification T12). Each coordinate within five standard errors.
TEST_F(Estimated, draws_of_the_policy_make_the_sums_over_all_actions_on_average) {
  const Panel exact = look(plan(DensityEstimate::exact));
  for (const std::uint64_t draws : {1, 4}) {
    SeenPlan drawn = plan(DensityEstimate::exact);
    drawn.sum = SumOver::policy;
    drawn.draws = draws;
    const auto seen = see(drawn, log, policy, Posterior::policy, PivotUse::all);
    constexpr std::uint32_t kEpochs = 1000;
    const auto rounds = static_cast<Eigen::Index>(exact.action.size());
    RowMatrix<double> sum = RowMatrix<double>::Zero(rounds, 5), squares = sum;
    for (std::uint32_t epoch = 0; epoch < kEpochs; ++epoch) {
      const RowMatrix<double> terms = terms_of(look(*seen, epoch));
      sum += terms;
      squares += terms.cwiseAbs2();
    }
    const RowMatrix<double> mean = sum / kEpochs, expected = terms_of(exact);
    const RowMatrix<double> error =
        ((squares / kEpochs - mean.cwiseAbs2()) / kEpochs).cwiseMax(0).cwiseSqrt();
    EXPECT_LE(((mean - expected).cwiseAbs() - 5 * error).maxCoeff(), 1e-5) << draws;
  }
}

}  // namespace
}  // namespace megabandit
