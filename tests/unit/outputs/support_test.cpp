// Densities far from those of the actions logged, as numbers.

#include "outputs/marginal/support.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace megabandit {
namespace {

Panel panel_with(double log_prob) {
  Panel panel;
  panel.pscore = {0.5};
  panel.log_prob = {log_prob};
  return panel;
}

double log_weight(const Panel& panel) { return panel.log_prob[0] - std::log(panel.pscore[0]); }

TEST(SetRelative, is_relative_to_the_action_logged) {
  Panel panel = panel_with(-2);
  EXPECT_TRUE(set_relative({}, -7, -4, panel, 0));
  EXPECT_DOUBLE_EQ(panel.pscore[0], std::exp(-3));
  EXPECT_EQ(panel.log_prob[0], -2);
}

// The kernel sees the action logged exp(-2000) times less than others: neither density is a number, their
// ratio is.
TEST(SetRelative, keeps_weights_of_densities_beyond_numbers) {
  Panel panel = panel_with(1994);
  EXPECT_TRUE(set_relative({}, -5, -2000, panel, 0));
  EXPECT_TRUE(std::isfinite(std::exp(panel.log_prob[0])));
  EXPECT_TRUE(std::isfinite(panel.pscore[0]));
  EXPECT_NEAR(log_weight(panel), 1994 - 1995, 1e-9);
}

// A log-probability of a log-likelihood is not relative to anything.
TEST(SetRelative, leaves_log_probabilities_of_log_likelihoods) {
  Panel panel = panel_with(-3);
  EXPECT_TRUE(set_relative({.posterior = Posterior::logging}, -5, -2000, panel, 0));
  EXPECT_EQ(panel.log_prob[0], -3);
  EXPECT_TRUE(std::isfinite(panel.pscore[0]));
}

TEST(SetRelative, supports_no_density_that_is_nothing_or_below_the_floor_or_makes_no_weight) {
  Panel panel = panel_with(-2);
  EXPECT_FALSE(set_relative({}, -std::numeric_limits<double>::infinity(), -4, panel, 0));
  EXPECT_FALSE(set_relative({.log_density_floor = -30}, -31, -4, panel, 0));
  EXPECT_FALSE(set_relative({}, -800, -1, panel, 0));
  EXPECT_TRUE(set_relative({.log_density_floor = -30}, -29, -4, panel, 0));
}

}  // namespace
}  // namespace megabandit
