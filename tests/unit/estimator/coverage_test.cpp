// Logs drawn again and again from a known world: how often the interval covers the true value.

#include <gtest/gtest.h>

#include <array>

#include "base/random.hpp"
#include "learning/log_rounds.hpp"

namespace megabandit::testing {
namespace {

constexpr std::array<double, 4> kLogging{.4, .3, .2, .1}, kPolicy{.1, .2, .3, .4}, kChance{.2, .5, .3, .7};
constexpr int kLogs = 1000, kRounds = 500;

LogRounds draw(std::uint64_t log) {
  LogRounds rounds;
  for (std::uint32_t i = 0; i < kRounds; ++i) {
    const DrawName name{.seed = 5, .stream = Stream::probe, .epoch = i, .index = log};
    double left = uniform(name, 0);
    std::size_t action = 0;
    while (action < 3 && left >= kLogging[action]) left -= kLogging[action++];
    rounds.reward.push_back(uniform(name, 1) < kChance[action] ? 1 : 0);
    rounds.pscore.push_back(kLogging[action]);
    rounds.log_prob.push_back(std::log(kPolicy[action]));
  }
  return rounds;
}

double true_value(const std::array<double, 4>& policy) {
  double value = 0;
  for (std::size_t a = 0; a < 4; ++a) value += policy[a] * kChance[a];
  return value;
}

double covered(const std::string& kind, double truth) {
  int hits = 0;
  for (std::uint64_t log = 0; log < kLogs; ++log) {
    const Estimate estimate = estimated(kind, draw(log));
    if (estimate.lower <= truth && truth <= estimate.upper) ++hits;
  }
  return static_cast<double>(hits) / kLogs;
}

// 1000 coin flips of 0.95 have a standard deviation of 0.0069; four of them, and one percent for 500 rounds
// being finite.
constexpr double kSlack = 4 * 0.0069 + 0.01;

TEST(Coverage, is_95_percent) {
  EXPECT_NEAR(covered("ips", true_value(kPolicy)), 0.95, kSlack);
  EXPECT_NEAR(covered("snips", true_value(kPolicy)), 0.95, kSlack);
  EXPECT_NEAR(covered("on_policy", true_value(kLogging)), 0.95, kSlack);
}

}  // namespace
}  // namespace megabandit::testing
