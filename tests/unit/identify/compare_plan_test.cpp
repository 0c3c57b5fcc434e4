#include "identify/run/compare_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"

namespace megabandit {
namespace {

CompareConfig config_of(std::uint64_t candidates) {
  CompareConfig config;
  config.candidates.count = candidates;
  config.compare.budget = 1'000'000'000;
  return config;
}

TEST(ComparePlan, TimeOfGivenScoresIsThatOfTheReference) {  // U1 of the specification
  CompareConfig config = config_of(0);
  config.judge.simulated.scores = {0, -0.5, -1, -1.5, -2};
  const CompareProblem problem = compare_problem(config);
  EXPECT_EQ(problem.candidates, 5U);
  EXPECT_FALSE(problem.screened);
  ASSERT_TRUE(problem.characteristic_time);
  EXPECT_NEAR(*problem.characteristic_time, 49.6526627322, 1e-8);
}

TEST(ComparePlan, NeverExceedsTheBudget) {
  CompareConfig config = config_of(1000);
  config.compare.budget = 500;
  EXPECT_EQ(*compare_problem(config).comparisons, 500);
}

TEST(ComparePlan, TiesArePaidFor) {
  CompareConfig config = config_of(50);
  const double without = *compare_problem(config).comparisons;
  config.judge.simulated.ties = 0.5;
  EXPECT_NEAR(*compare_problem(config).comparisons, 2 * without, 1e-9 * without);
}

TEST(ComparePlan, OfAMillionIsShared) {
  const CompareProblem problem = compare_problem(config_of(1'000'000));
  EXPECT_TRUE(problem.screened);
  EXPECT_NEAR(*problem.characteristic_time, 1.6e6, 2e5);  // specification 5.1
  const ComparePlan one = plan_comparison(problem, 1, {}), many = plan_comparison(problem, 64, {});
  EXPECT_EQ(one.message_calls, 0);
  EXPECT_GT(many.message_calls, 0);
  EXPECT_LT(many.memory.total(), one.memory.total());
  EXPECT_LT(*many.seconds, *one.seconds);
}

TEST(ComparePlan, OfAnUnknownJudgeIsOpen) {
  CompareConfig config = config_of(20);
  config.judge.kind = "process";
  const CompareProblem problem = compare_problem(config);
  EXPECT_FALSE(problem.comparisons);
  EXPECT_FALSE(plan_comparison(problem, 2, {}).seconds);
  EXPECT_THAT(text_of(problem, {plan_comparison(problem, 2, {})}), testing::HasSubstr("unknown"));
  config.candidates.count = 0;
  EXPECT_THROW(compare_problem(config), ConfigError);
}

}  // namespace
}  // namespace megabandit
