#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "learning/log_rounds.hpp"

namespace megabandit::testing {
namespace {

// Numbers in (0, 1] and rewards in [-8, 8] with few bits, so that shrinking gives readable cases.
LogRounds any_rounds() {
  LogRounds rounds;
  const int n = *rc::gen::inRange(2, 30);
  for (int i = 0; i < n; ++i) {
    rounds.reward.push_back(*rc::gen::inRange(-64, 65) / 8.0);
    rounds.pscore.push_back(*rc::gen::inRange(1, 1025) / 1024.0);
    rounds.log_prob.push_back(std::log(*rc::gen::inRange(1, 1025) / 1024.0));
  }
  return rounds;
}

// Sums of up to 30 terms of size 1024 x 8 = 2^13, squared for intervals.
constexpr double kRounding = 1e-9;

void check(const char* law, const std::function<void()>& property) { EXPECT_TRUE(rc::check(law, property)); }

TEST(Laws, snips_of_a_constant_reward_is_that_constant) {
  check("snips of a constant", [] {
    LogRounds rounds = any_rounds();
    const double constant = rounds.reward[0];
    std::ranges::fill(rounds.reward, constant);
    const Estimate estimate = estimated("snips", rounds);
    RC_ASSERT(std::abs(estimate.value - constant) < kRounding);
    RC_ASSERT(estimate.upper - estimate.lower < 1e-5);  // the root of rounding
  });
}

TEST(Laws, snips_moves_with_the_rewards) {
  check("snips is equivariant", [] {
    LogRounds rounds = any_rounds();
    const Estimate before = estimated("snips", rounds);
    for (double& reward : rounds.reward) reward += 2;
    const Estimate after = estimated("snips", rounds);
    RC_ASSERT(std::abs(after.value - before.value - 2) < kRounding);
    RC_ASSERT(std::abs((after.upper - after.lower) - (before.upper - before.lower)) < 1e-5);
  });
}

TEST(Laws, snips_stays_within_the_rewards_seen) {
  check("snips is a weighted mean", [] {
    const LogRounds rounds = any_rounds();
    const auto [low, high] = std::ranges::minmax(rounds.reward);
    const double value = estimated("snips", rounds).value;
    RC_ASSERT(value >= low - kRounding);
    RC_ASSERT(value <= high + kRounding);
  });
}

TEST(Laws, means_are_linear_in_the_rewards) {
  check("linearity", [] {
    const LogRounds first = any_rounds();
    LogRounds second = first, both = first;
    for (std::size_t i = 0; i < first.reward.size(); ++i) {
      second.reward[i] = *rc::gen::inRange(-64, 65) / 8.0;
      both.reward[i] = 3 * first.reward[i] + second.reward[i];
    }
    for (const char* kind : {"ips", "cips", "ips-max-weight", "on_policy"}) {
      const double expected = 3 * estimated(kind, first).value + estimated(kind, second).value;
      RC_ASSERT(std::abs(estimated(kind, both).value - expected) < kRounding * (1 + std::abs(expected)));
    }
  });
}

TEST(Laws, unclipped_estimators_are_ips) {
  check("limits", [] {
    const LogRounds rounds = any_rounds();
    const double ips = estimated("ips", rounds).value;
    RC_ASSERT(std::abs(estimated("cips", rounds, {{"tau", 0}}).value - ips) < kRounding);
    RC_ASSERT(estimated("ips-max-weight", rounds, {{"max_weight", kUnlimited}}).value == ips);
  });
}

TEST(Laws, the_effective_sample_size_is_at_most_the_number_of_rounds) {
  check("ess", [] {
    const LogRounds rounds = any_rounds();
    for (const EstimatorKind& kind : estimator_kinds()) {
      const Estimate estimate = estimated(kind.choice.name, rounds);
      RC_ASSERT(estimate.ess <= static_cast<double>(rounds.reward.size()) * (1 + kRounding));
      RC_ASSERT(estimate.ess >= 1 - kRounding);
      RC_ASSERT(estimate.lower <= estimate.value && estimate.value <= estimate.upper);
    }
  });
}

TEST(Laws, the_logging_policy_itself_has_the_mean_reward) {
  check("on policy", [] {
    LogRounds rounds = any_rounds();
    std::ranges::transform(rounds.pscore, rounds.log_prob.begin(), [](double p) { return std::log(p); });
    const Estimate mean = estimated("on_policy", rounds);
    for (const char* kind : {"ips", "snips"}) {
      const Estimate estimate = estimated(kind, rounds);
      RC_ASSERT(std::abs(estimate.value - mean.value) < kRounding);
      RC_ASSERT(std::abs(estimate.upper - mean.upper) < 1e-5);
    }
  });
}

}  // namespace
}  // namespace megabandit::testing
