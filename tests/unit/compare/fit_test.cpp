#include "compare/bradley_terry/fit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scored_instances.hpp"

namespace megabandit {
namespace {

/// Every pair of five candidates 100 times, wins by distance in rank: specification 7.3.
Likelihood hundred_each() {
  const double wins_at_distance[] = {0, 62, 73, 82, 88};
  std::vector<Pair> pairs;
  std::vector<double> wins;
  for (int a = 0; a < 5; ++a)
    for (int b = a + 1; b < 5; ++b) {
      pairs.push_back({candidate(a), candidate(b)});
      wins.push_back(wins_at_distance[b - a]);
    }
  return {pairs, Eigen::ArrayXd::Constant(10, 100), Eigen::ArrayXd::Map(wins.data(), 10)};
}

const LinearScores kFive(RowMatrix<double>::Identity(5, 5));

TEST(Fit, MaximumLikelihoodOfHundredEach) {
  const Fit best = fit(kFive, hundred_each(), 0, Vector::Zero(5));
  EXPECT_NEAR(best.penalised, -571.58417080, 1e-7);
  const double expected[] = {.99773814, .50115841, 0, -.50115841, -.99773814};
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(best.coefficients[i], expected[i], 1e-8) << i;
}

TEST(Fit, LikelihoodRatiosOfHundredEach) {
  const Likelihood likelihood = hundred_each();
  const Fit best = fit(kFive, likelihood, 0, Vector::Zero(5));
  const double expected[] = {6.16233865, 25.54765509, 57.10776918, 96.92020884};
  for (int j = 1; j < 5; ++j) {
    const Vector contrast = kFive.contrast(candidate(0), candidate(j));
    const Fit tied = fit_on_plane(kFive, likelihood, 0, contrast, best.coefficients);
    EXPECT_NEAR((best.penalised - tied.penalised) / expected[j - 1], 1, 1e-8) << j;
    EXPECT_NEAR(contrast.dot(tied.coefficients), 0, 1e-14);
    EXPECT_LE(tied.missing, 1e-10);
  }
}

TEST(Fit, OfNothingIsTheRidgeAlone) {
  const Fit none = fit(kFive, Likelihood({}, {}, {}), 0.25, Vector::Ones(5));
  EXPECT_LE(none.coefficients.norm(), 1e-15);
  EXPECT_EQ(none.penalised, 0);
}

TEST(Fit, SeparatedComparisonsStayFiniteWithARidge) {
  const Likelihood sweep({{candidate(0), candidate(1)}}, Eigen::ArrayXd::Constant(1, 1e6),
                         Eigen::ArrayXd::Constant(1, 1e6));
  const Fit best = fit(LinearScores(RowMatrix<double>::Identity(2, 2)), sweep, 1e-3, Vector::Zero(2));
  // 1e6 (1 - P(win)) = ridge * score at the maximum
  const double s = best.coefficients[0] - best.coefficients[1];
  EXPECT_NEAR(1e6 / (1 + std::exp(s)) / (1e-3 * best.coefficients[0]), 1, 1e-6);
}

/// Random comparisons, from far-off starts: the gradient vanishes at what was found, on the plane up to the
/// contrast.
RC_GTEST_PROP(Fit, EndsWhereTheGradientVanishes, ()) {
  const auto candidates = *rc::gen::inRange(2, 9);
  const auto dimension = *rc::gen::inRange(1, 5);
  const auto number = [] { return 0.1 * *rc::gen::inRange(-50, 51); };
  RowMatrix<double> features(candidates, dimension);
  for (double& feature : features.reshaped()) feature = number();
  std::vector<Pair> pairs;
  std::vector<double> decided, wins;
  for (int a = 0; a < candidates; ++a)
    for (int b = a + 1; b < candidates; ++b) {
      pairs.push_back({candidate(a), candidate(b)});
      decided.push_back(*rc::gen::inRange(0, 1000));
      wins.push_back(*rc::gen::inRange(0, static_cast<int>(decided.back()) + 1));
    }
  const auto size = static_cast<Eigen::Index>(pairs.size());
  const Likelihood likelihood(pairs, Eigen::ArrayXd::Map(decided.data(), size),
                              Eigen::ArrayXd::Map(wins.data(), size));
  const LinearScores model(features);
  Vector start(dimension);
  for (double& coefficient : start) coefficient = number();
  const auto gradient = [&](const Vector& b) -> Vector {
    return model.pull_back(likelihood.slope(model.scores(b)).by_score) - 0.25 * b;
  };
  // Rounding of the gradient: 1e-16 of its largest terms, a few thousand of them
  const double tolerance = 1e-9 * (1 + likelihood.weights().sum());
  const Fit free = fit(model, likelihood, 0.25, start);
  RC_ASSERT(gradient(free.coefficients).cwiseAbs().maxCoeff() <= tolerance);
  const Vector contrast = model.contrast(candidate(0), candidate(1));
  if (contrast.norm() == 0) return;
  const Fit tied = fit_on_plane(model, likelihood, 0.25, contrast, start);
  const Vector left = gradient(tied.coefficients);
  RC_ASSERT((left - contrast * (contrast.dot(left) / contrast.squaredNorm())).cwiseAbs().maxCoeff() <=
            tolerance);
  RC_ASSERT(tied.penalised <= free.penalised + 1e-9);
}

}  // namespace
}  // namespace megabandit
