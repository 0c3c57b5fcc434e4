// clpi with L2 on the six rounds: curvature, the one optimum and the way there, known from an independent
// implementation.

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>

#include "base/random.hpp"
#include "learning/six_rounds.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"

namespace megabandit::testing {
namespace {

constexpr double kL2 = 0.1, kTop = -1.5855248727;

class ConcaveOptimum : public ::testing::Test {
 protected:
  Penalised at(const Vector& theta) const { return penalised(*objective_, six_rounds(), theta, 5, kL2); }

  // Values before each of `steps` steps and after the last.
  std::vector<double> values(Optimizer& optimizer, int steps) {
    std::vector<double> seen;
    for (int i = 0; i < steps; ++i) {
      const Penalised here = at(theta_);
      seen.push_back(here.value);
      optimizer.step({here.value, here.gradient}, theta_);
    }
    seen.push_back(at(theta_).value);
    return seen;
  }

  std::unique_ptr<Objective> objective_ = make_objective({.kind = "clpi", .parameters = {{"tau", 0.2}}});
  Vector theta_ = flat(six_rounds_table());
};

void expect_near(const std::vector<double>& seen, const std::vector<double>& expected) {
  ASSERT_EQ(seen.size(), expected.size());
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_NEAR(seen[i], expected[i], 1e-9) << i;
}

TEST_F(ConcaveOptimum, three_sgd_steps) {
  const auto sgd = make_optimizer({.kind = "sgd", .parameters = {{"learning_rate", 0.5}}, .steps = 3});
  expect_near(values(*sgd, 3), {-2.8321890362, -2.3724020117, -2.1335484705, -1.9959604025});
  const Matrix end = shaped(theta_, 5);
  expect_near({end(2, 0), end(2, 1), end(2, 2)}, {1.1346808985, .0572750155, -.0591001222});
}

TEST_F(ConcaveOptimum, three_adam_steps) {
  const auto adam = make_optimizer({.kind = "adam", .parameters = {{"learning_rate", 0.01}}, .steps = 3});
  expect_near(values(*adam, 3), {-2.8321890362, -2.7989422554, -2.7662958634, -2.7342607583});
  const Matrix end = shaped(theta_, 5);
  expect_near({end(0, 0), end(0, 1), end(0, 2)}, {.1700252833, -.1299736556, .3700110407});
}

TEST_F(ConcaveOptimum, lbfgs_reaches_it_from_anywhere_and_its_certificate_holds_all_along) {
  const Matrix expected = matrix(5, {-.4470260733, -.4432782898, -.4931756393, .0197639829, .6306249589,
                                     -1.0261828442, 2.1508410531, -.3555914153, .8964683876, -.4470260733,
                                     -.4432782898, -.4931756393, -1.2765528894, .6115230361, 1.1160657351});
  for (const Vector& start : {theta_, Vector(Vector::Zero(15)), Vector(3 * theta_.reverse())}) {
    theta_ = start;
    const auto lbfgs = make_optimizer({.kind = "lbfgs",
                                       .parameters = {{"gap", 1e-18}, {"gradient_tolerance", 0}},
                                       .steps = 200,
                                       .strong_concavity = kL2});
    for (Advice advice; advice.finished.empty();) {
      const Penalised here = at(theta_);
      advice = lbfgs->step({here.value, here.gradient}, theta_);
      ASSERT_TRUE(advice.gap.has_value());
      EXPECT_GE(*advice.gap, kTop - here.value - 1e-10);  // the top is known to ten decimals
    }
    EXPECT_NEAR(at(theta_).value, kTop, 1e-9);
    // A gap of 1e-18 puts the parameters within sqrt(2 gap / l2) = 5e-9 of the optimum.
    EXPECT_LT((shaped(theta_, 5) - expected).cwiseAbs().maxCoeff(), 1e-8);
  }
}

// Second derivatives by central differences of the gradient: error h^2 + 1e-16 / h, below 1e-9 for h = 1e-5.
template <class GradientAt>
Vector curvatures(const GradientAt& gradient_at, const Vector& theta) {
  constexpr double h = 1e-5;
  Eigen::MatrixXd hessian(theta.size(), theta.size());
  for (Eigen::Index i = 0; i < theta.size(); ++i) {
    const Vector step = h * Vector::Unit(theta.size(), i);
    hessian.col(i) = (gradient_at(theta + step) - gradient_at(theta - step)) / (2 * h);
  }
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>((hessian + hessian.transpose()) / 2).eigenvalues();
}

TEST_F(ConcaveOptimum, curvature_is_negative_by_at_least_the_l2_weight) {
  const auto gradient_at = [this](const Vector& theta) { return at(theta).gradient; };
  const Vector here = curvatures(gradient_at, theta_);
  EXPECT_NEAR(here.minCoeff(), -0.6890146791, 1e-8);
  EXPECT_NEAR(here.maxCoeff(), -0.1, 1e-8);
  for (std::uint64_t start = 0; start < 20; ++start) {
    Vector theta(15);
    for (std::uint32_t i = 0; i < 15; ++i)
      theta(i) = 2 * normal({.seed = 3, .stream = Stream::probe, .index = start}, i);
    EXPECT_LE(curvatures(gradient_at, theta).maxCoeff(), -kL2 + 1e-8) << start;
  }
}

TEST_F(ConcaveOptimum, curvature_of_ips_has_both_signs) {
  const auto ips = make_objective({.kind = "ips"});
  const Vector here = curvatures(
      [&ips](const Vector& theta) { return flat(measure(*ips, six_rounds(), shaped(theta, 5)).by_table); },
      theta_);
  EXPECT_NEAR(here.minCoeff(), -0.5193608936, 1e-7);
  EXPECT_NEAR(here.maxCoeff(), +0.5659775411, 1e-7);
}

// Plain ascent with step 1 / L never descends and loses at least the share l2 / L of the gap in each step.
TEST_F(ConcaveOptimum, plain_ascent_converges_at_the_promised_rate) {
  constexpr double kSmoothness = 1.8736111111;
  const auto sgd =
      make_optimizer({.kind = "sgd", .parameters = {{"learning_rate", 1 / kSmoothness}}, .steps = 100});
  const auto seen = values(*sgd, 100);
  for (std::size_t t = 1; t < seen.size(); ++t) {
    EXPECT_GE(seen[t], seen[t - 1]);
    const double promised = std::pow(1 - kL2 / kSmoothness, static_cast<double>(t)) * (kTop - seen[0]);
    EXPECT_LE(kTop - seen[t], promised + 1e-9) << t;
  }
}

}  // namespace
}  // namespace megabandit::testing
