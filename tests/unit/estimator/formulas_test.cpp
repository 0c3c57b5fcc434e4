// Estimates against numbers computed from the published definitions by an independent program.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "learning/log_rounds.hpp"

namespace megabandit::testing {
namespace {

TEST(Formulas, agree_with_an_independent_program) {
  struct Expected {
    std::string kind;
    Arguments parameters;
    double value, lower, upper, ess, weight_max;
  };
  const Expected expected[] = {
      {"ips", {}, 1.675, -0.597139590337, 3.94713959034, 2.36947296565, 7.2},
      {"cips", {{"tau", 0.2}}, 0.680555555556, 0.00874463409684, 1.35236647701, 4.40689869502, 1.8},
      {"ips-max-weight",
       {{"max_weight", 1.5}},
       0.597222222222,
       0.0276438721634,
       1.16680057228,
       4.67704754066,
       1.5},
      {"on_policy", {}, 0.583333333333, 0.189981805152, 0.976684861514, 6, 1},
      {"snips", {}, 0.85362400906, 0.594649884105, 1.11259813401, 2.36947296565, 7.2},
  };
  for (const Expected& row : expected) {
    const Estimate estimate = estimated(row.kind, six(), row.parameters);
    EXPECT_NEAR(estimate.value, row.value, 1e-9) << row.kind;
    EXPECT_NEAR(estimate.lower, row.lower, 1e-9) << row.kind;
    EXPECT_NEAR(estimate.upper, row.upper, 1e-9) << row.kind;
    EXPECT_NEAR(estimate.ess, row.ess, 1e-9) << row.kind;
    EXPECT_NEAR(estimate.weight_max, row.weight_max, 1e-9) << row.kind;
  }
}

TEST(Formulas, need_rounds) {
  for (const EstimatorKind& kind : estimator_kinds())
    EXPECT_THROW(estimated(kind.choice.name, {}), DataError);
}

TEST(Formulas, one_round_says_nothing_about_the_spread) {
  for (const EstimatorKind& kind : estimator_kinds()) {
    const Estimate estimate = estimated(kind.choice.name, {{1}, {0.5}, {std::log(0.25)}});
    EXPECT_EQ(estimate.upper, std::numeric_limits<double>::infinity()) << kind.choice.name;
    EXPECT_EQ(estimate.lower, -std::numeric_limits<double>::infinity()) << kind.choice.name;
  }
}

TEST(Formulas, a_policy_that_never_does_what_was_logged_has_no_self_normalised_value) {
  const LogRounds never{{1, 0},
                        {0.5, 0.5},
                        {-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}};
  EXPECT_TRUE(std::isnan(estimated("snips", never).value));
  EXPECT_EQ(estimated("snips", never).ess, 0);
  EXPECT_EQ(estimated("ips", never).value, 0);
}

}  // namespace
}  // namespace megabandit::testing
