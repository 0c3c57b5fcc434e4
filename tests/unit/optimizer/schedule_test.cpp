#include "optimizer/schedule.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kSteps = 1000;

std::vector<double> factors(Schedule schedule) {
  std::vector<double> all;
  for (std::uint64_t step = 0; step < kSteps; ++step) all.push_back(rate_factor(schedule, step, kSteps));
  return all;
}

TEST(Schedule, constant_is_one) {
  for (const double factor : factors(Schedule::constant)) EXPECT_EQ(factor, 1);
}

TEST(Schedule, warmup_cosine_rises_for_a_tenth_and_falls_to_nothing) {
  const auto factor = factors(Schedule::warmup_cosine);
  EXPECT_NEAR(factor[49], 0.495, 1e-12);  // half way up, taken in the middle of the step
  EXPECT_NEAR(factor[100], 1, 1e-5);
  EXPECT_NEAR(factor[549], 0.5, 1e-3);  // half way down
  EXPECT_LT(factor[999], 1e-5);
  EXPECT_GT(factor[999], 0);
}

TEST(Schedule, one_cycle_starts_at_a_25th_and_ends_10000_times_lower) {
  const auto factor = factors(Schedule::one_cycle);
  EXPECT_NEAR(factor[0], 1.0 / 25, 1e-4);
  EXPECT_NEAR(factor[300], 1, 1e-4);
  EXPECT_NEAR(factor[999], 1.0 / 250000, 2e-6);
}

TEST(Schedule, rises_then_falls_within_zero_and_one) {
  for (const Schedule schedule : {Schedule::warmup_cosine, Schedule::one_cycle}) {
    const auto factor = factors(schedule);
    const auto top = std::max_element(factor.begin(), factor.end());
    EXPECT_TRUE(std::is_sorted(factor.begin(), top));
    EXPECT_TRUE(std::is_sorted(top, factor.end(), std::greater<>()));
    for (const double one : factor) EXPECT_TRUE(one > 0 && one <= 1) << one;
  }
}

TEST(Schedule, wastes_no_step_of_a_run_of_one) {
  for (const Schedule schedule : {Schedule::warmup_cosine, Schedule::one_cycle})
    EXPECT_GT(rate_factor(schedule, 0, 1), 0.1);
}

TEST(Schedule, has_names) {
  EXPECT_EQ(schedule_named("none"), Schedule::constant);
  EXPECT_EQ(schedule_named("warmup-cosine"), Schedule::warmup_cosine);
  EXPECT_EQ(schedule_named("one-cycle"), Schedule::one_cycle);
  EXPECT_THROW(schedule_named("warmup_cosine"), ConfigError);
}

}  // namespace
}  // namespace megabandit
