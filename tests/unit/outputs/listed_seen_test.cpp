// Sums over lists of actions, against sums over all.

#include "outputs/listed/listed_seen.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/outputs/all_rounds.hpp"
#include "unit/outputs/learned_policy.hpp"
#include "unit/train/seen_trial.hpp"

namespace megabandit {
namespace {

using namespace testing;

constexpr std::uint64_t kActions = 600;

class Listed : public ::testing::Test {
 protected:
  SmallLog log = small_log(20, 5, kActions);
  Policy policy = learned_policy(log, 0.2);
  MemoryShard shard{log, 20, 0, 1};

  Panel look(const SeenPlan& plan, Posterior posterior = Posterior::policy, std::uint32_t epoch = 0) {
    const auto seen = see(plan, log, policy, posterior, PivotUse::all);
    const auto blocks = shard.load(std::vector{BlockId{0}});
    return all_rounds({policy, *seen, epoch}, blocks, PassWants::log_prob_and_mean);
  }

  /// Rounds where these outputs were seen, by all actions, logged uniformly.
  Panel look_at(std::unique_ptr<OutputsOfRounds> outputs, const Kernel& kernel) {
    DensitySettings settings;
    settings.pivot = PivotKind::centred;
    const auto seen = make_listed_seen(
        {.looking = {std::move(outputs), Pivots(settings, kernel, 1, PivotUse::all)},
         .bank = nullptr,
         .candidates = all_candidates({action_outputs(log), SmoothedKernel(kernel, 0, kOutputColumns)}),
         .logging = nullptr,
         .kernel = &vector_kernel(),
         .support = {}});
    const auto blocks = shard.load(std::vector{BlockId{0}});
    return all_rounds({policy, *seen}, blocks, PassWants::log_prob_and_mean);
  }

  static double log_weight(const Panel& panel, std::size_t i) {
    return panel.log_prob[i] - std::log(panel.pscore[i]);
  }
  /// By how much a round pushes the query, for a credit of 1.
  static Eigen::RowVectorXd push(const Panel& panel, std::size_t i) {
    return (panel.logged_row(i) - panel.mean.row(panel.context[i])).cast<double>();
  }

  static void expect_same(const Panel& one, const Panel& other, double tolerance) {
    ASSERT_EQ(one.action.size(), other.action.size());
    for (std::size_t i = 0; i < one.action.size(); ++i) {
      EXPECT_NEAR(one.log_prob[i], other.log_prob[i], tolerance);
      EXPECT_NEAR(std::log(one.pscore[i]), std::log(other.pscore[i]), tolerance);
      EXPECT_LE((push(one, i) - push(other, i)).norm(), tolerance);
    }
  }
};

// In single precision one way, in double the other (DSO specification T20).
TEST_F(Listed, all_actions_make_the_softmax_sums) {
  for (const Posterior posterior : {Posterior::policy, Posterior::logging})
    expect_same(look({.on = true, .uniform = false}, posterior),
                look({.on = true, .uniform = false, .sum = SumOver::all}, posterior), 5e-5);
}

// The nearest actions leave out those below a millionth of the largest value: 600 of them at most (DSO
// specification T20).
TEST_F(Listed, all_actions_as_nearest_ones_make_the_same_sums) {
  for (const double bandwidth : {0.05, 0.5, 3.0})
    expect_same(look({.on = true,
                      .bandwidth = bandwidth,
                      .uniform = false,
                      .sum = SumOver::nearest,
                      .neighbours = kActions}),
                look({.on = true, .bandwidth = bandwidth, .uniform = false, .sum = SumOver::all}),
                600 * 1e-6 * 20);
}

class ListedOfMany : public Listed {
 protected:
  ListedOfMany() {
    log = small_log(20, 5, 3000);
    policy = learned_policy(log, 0.2);
  }
};

// Root mean squared error of gradients over epochs of draws (DSO specification T20).
TEST_F(ListedOfMany, draws_err_by_one_over_the_root_of_their_number) {
  const Panel exact = look({.on = true, .bandwidth = 1.5, .uniform = false, .sum = SumOver::all});
  const auto error = [&](std::uint64_t draws) {
    double sum = 0, count = 0;
    for (std::uint32_t epoch = 0; epoch < 8; ++epoch) {
      const Panel drawn = look({.on = true,
                                .bandwidth = 1.5,
                                .uniform = false,
                                .sum = SumOver::drawn,
                                .neighbours = 5,
                                .draws = draws},
                               Posterior::policy, epoch);
      for (std::size_t i = 0; i < exact.action.size(); ++i, ++count)
        sum += (push(drawn, i) - push(exact, i)).squaredNorm();
    }
    return std::sqrt(sum / count);
  };
  const double slope = std::log(error(1600) / error(100)) / std::log(16.0);
  EXPECT_NEAR(slope, -0.5, 0.1);
}

// As many draws as there are actions besides the nearest: all of them are listed, none twice.
TEST_F(Listed, draws_of_all_actions_make_the_sums_over_all) {
  for (const auto& [neighbours, draws] : {std::pair{40, 560}, {40, 5000}, {5000, 1}})
    expect_same(look({.on = true,
                      .uniform = false,
                      .sum = SumOver::drawn,
                      .neighbours = static_cast<std::uint64_t>(neighbours),
                      .draws = static_cast<std::uint64_t>(draws)}),
                look({.on = true, .uniform = false, .sum = SumOver::all}), 600 * 1e-6 * 20);
}

TEST_F(Listed, some_contexts_are_scored_anew_alone) {
  const SeenPlan plan{.on = true, .uniform = false, .sum = SumOver::nearest};
  const auto seen = see(plan, log, policy, Posterior::logging, PivotUse::all);
  const auto blocks = shard.load(std::vector{BlockId{0}});
  const auto all_live = [](auto, auto, auto live) { std::ranges::fill(live, 1); };
  const Scoring scoring{.policy = policy, .kernel = vector_kernel(), .seen = seen.get()};
  const Panel all = score_blocks(scoring, blocks, all_live, PassWants::log_prob_and_mean);
  Panel some = first_contexts(all, all.parts[0], 3);
  const std::size_t rounds = some.action.size();
  ASSERT_GT(rounds, 0);
  score(scoring, some, PassWants::log_prob_and_mean);
  EXPECT_EQ(some.log_prob, std::vector(all.log_prob.begin(), all.log_prob.begin() + rounds));
  EXPECT_EQ(some.pscore, std::vector(all.pscore.begin(), all.pscore.begin() + rounds));
}

// Outputs so far from those of their actions, for so narrow a kernel, that the ratio of kernel values has no
// double.
TEST_F(Listed, densities_are_numbers_however_far_the_action_logged_is) {
  class Others final : public OutputsOfRounds {
   public:
    explicit Others(RowMatrix<float> outputs) : outputs_(std::move(outputs)) {}
    std::uint64_t columns() const override { return kOutputColumns; }
    void write(const BlockView& block, std::size_t round, std::span<double> output) const override {
      const auto row = outputs_.row((block.action[round].value + 1) % outputs_.rows());
      for (std::size_t i = 0; i < output.size(); ++i)
        output[i] = static_cast<double>(row[static_cast<Eigen::Index>(i)]);
    }

   private:
    RowMatrix<float> outputs_;
  };
  const Panel panel = look_at(std::make_unique<Others>(action_outputs(log)), {KernelKind::gaussian, 1e-3});
  ASSERT_EQ(panel.action.size(), log.action.size());
  for (std::size_t i = 0; i < panel.action.size(); ++i) {
    EXPECT_NEAR(panel.pscore[i], 1.0 / kActions, 1e-9);  // that of the other action, which alone is seen
    EXPECT_TRUE(std::isfinite(log_weight(panel, i)));
  }
}

// Rounds whose pivot no action comes near are left out and counted, and no number is spoilt.
TEST_F(Listed, rounds_that_no_action_explains_are_left_out) {
  class Far final : public OutputsOfRounds {
   public:
    std::uint64_t columns() const override { return kOutputColumns; }
    void write(const BlockView& block, std::size_t round, std::span<double> output) const override {
      std::ranges::fill(output, block.action[round].value % 2 == 0 ? 1e6 : 0.0);
    }
  };
  const Panel panel = look_at(std::make_unique<Far>(), {KernelKind::uniform, 1.0});
  const auto even = static_cast<std::uint64_t>(
      std::ranges::count_if(log.action, [](ActionId action) { return action.value % 2 == 0; }));
  EXPECT_EQ(panel.seen.unsupported, even);
  EXPECT_EQ(panel.action.size(), log.action.size() - even);
  EXPECT_EQ(panel.parts[0].rounds.size(), panel.action.size());
  for (std::size_t i = 0; i < panel.action.size(); ++i) {
    EXPECT_EQ(panel.action[i].value % 2, 1);
    EXPECT_TRUE(std::isfinite(log_weight(panel, i)));
    EXPECT_TRUE(panel.logged_row(i).allFinite());
  }
}

}  // namespace
}  // namespace megabandit
