// A problem on which the value has 2^M local maxima and the log-likelihood one. For each of M features two
// rounds: x = 10 e_j with action 1 and x = e_j with action 0, both rewarded and logged with certainty. The
// policy's table is its difference, theta_1 - theta_0.

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/random.hpp"
#include "learning/table_problem.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"

namespace megabandit::testing {
namespace {

constexpr Eigen::Index kFeatures = 3;
constexpr double kL2 = 1e-3;

TableProblem two_rounds_a_feature() {
  TableProblem problem{Matrix::Zero(2 * kFeatures, kFeatures), {}, {}, {}};
  for (Eigen::Index j = 0; j < kFeatures; ++j) {
    problem.contexts(2 * j, j) = 10;
    problem.contexts(2 * j + 1, j) = 1;
    problem.action.insert(problem.action.end(), {1, 0});
    problem.reward.insert(problem.reward.end(), {1, 1});
    problem.pscore.insert(problem.pscore.end(), {1, 1});
  }
  return problem;
}

struct Top {
  double value;
  Vector difference;
};

// The difference theta of the two actions is what is learned: action 0 keeps the zero vector.
Top climb_from(const Objective& objective, Vector difference) {
  const auto lbfgs = make_optimizer({.kind = "lbfgs",
                                     .parameters = {{"gap", 0}, {"gradient_tolerance", 1e-10}},
                                     .steps = 500,
                                     .strong_concavity = objective.concave() ? kL2 : 0});
  double value = 0;
  for (Advice advice; advice.finished.empty();) {
    Matrix table = Matrix::Zero(2, kFeatures);
    table.row(1) = difference;
    const Measured here = measure(objective, two_rounds_a_feature(), table);
    value = here.value - kL2 / 2 * difference.squaredNorm();
    const Vector gradient = here.by_table.row(1).transpose() - kL2 * difference;
    advice = lbfgs->step({value, gradient}, difference);
  }
  return {value, difference};
}

std::vector<Top> climb_from_many(const std::string& kind) {
  const auto objective = make_objective({.kind = kind});
  std::vector<Top> tops;
  for (std::uint64_t start = 0; start < 64; ++start) {
    Vector difference(kFeatures);
    for (std::uint32_t j = 0; j < kFeatures; ++j)
      difference(j) = 3 * normal({.seed = 1, .stream = Stream::probe, .index = start}, j);
    tops.push_back(climb_from(*objective, difference));
  }
  return tops;
}

TEST(ManyMaxima, the_value_has_them) {
  const double by_number_of_good_features[] = {0.467418, 0.542282, 0.617146, 0.692010};
  std::set<std::vector<long>> distinct;
  for (const Top& top : climb_from_many("ips")) {
    int good = 0;
    std::vector<long> rounded;
    for (const double one : top.difference) {
      EXPECT_LT(std::min(std::abs(one - 0.3662), std::abs(one + 3.7482)), 1e-3);
      good += one > 0 ? 1 : 0;
      rounded.push_back(std::lround(1000 * one));
    }
    distinct.insert(rounded);
    EXPECT_NEAR(top.value, by_number_of_good_features[good], 1e-5);
  }
  EXPECT_EQ(distinct.size(), 8U);
}

TEST(ManyMaxima, the_log_likelihood_has_one) {
  for (const Top& top : climb_from_many("lpi")) {
    EXPECT_NEAR(top.value, -0.4510915002, 1e-9);
    EXPECT_LT((top.difference.array() - 0.2803569598).abs().maxCoeff(), 1e-6);
  }
}

}  // namespace
}  // namespace megabandit::testing
