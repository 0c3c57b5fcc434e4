// One context, K actions, one of them good; plain ascent with unit steps on the exact objective from the
// uniform policy. How many steps until the good action has half of the probability: about K for the value,
// about log K for the log-likelihood.

#include <gtest/gtest.h>

#include <cmath>

#include "objective/table.hpp"
#include "optimizer/table.hpp"

namespace megabandit {
namespace {

// All other actions keep equal scores, so the lead of the good one is all there is: one round of it, logged
// with certainty.
int steps_to_half(const std::string& kind, double actions) {
  const auto objective = make_objective({.kind = kind});
  const auto ascent = make_optimizer({.kind = "sgd", .steps = 10'000'000});
  const std::vector<double> reward{1}, pscore{1};
  Vector lead = Vector::Zero(1), gradient(1);
  for (int step = 0;; ++step) {
    const std::vector<double> log_prob{-std::log1p((actions - 1) * std::exp(-lead[0]))};
    const double probability = std::exp(log_prob[0]);
    if (probability >= 0.5) return step;
    std::vector<double> credit(1), sums(1);
    objective->credit({reward, pscore, log_prob}, {{credit}, sums});
    const Combination total = objective->combine(sums, 1);
    // Score of the good action minus score of another: credit ((1 - pi) + pi_other).
    gradient[0] = total.channel[0] * credit[0] * (1 - probability) * actions / (actions - 1);
    ascent->step({total.value, gradient}, lead);
  }
}

TEST(Plateau, the_value_needs_as_many_steps_as_there_are_actions) {
  EXPECT_NEAR(steps_to_half("ips", 10), 13, 1);
  EXPECT_NEAR(steps_to_half("ips", 100), 109, 1);
  EXPECT_NEAR(steps_to_half("ips", 1'000), 1'015, 1);
  EXPECT_NEAR(steps_to_half("ips", 10'000), 10'021, 1);
  EXPECT_NEAR(steps_to_half("ips", 100'000), 100'027, 1);
}

TEST(Plateau, the_log_likelihood_needs_their_logarithm) {
  const int expected[] = {3, 6, 8, 10, 13, 15};
  double actions = 10;
  for (const int steps : expected) {
    EXPECT_NEAR(steps_to_half("lpi", actions), steps, 1) << actions;
    EXPECT_LE(steps_to_half("lpi", actions), 2 + std::log(actions));
    actions *= 10;
  }
}

TEST(Plateau, ten_times_the_actions_take_the_value_ten_times_the_steps) {
  const double ratio = static_cast<double>(steps_to_half("ips", 10'000)) / steps_to_half("ips", 1'000);
  EXPECT_GE(ratio, 9);
  EXPECT_LE(ratio, 11);
}

}  // namespace
}  // namespace megabandit
