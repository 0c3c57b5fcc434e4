#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/error.hpp"
#include "learning/hills.hpp"

namespace megabandit::testing {
namespace {

using ::testing::HasSubstr;

std::unique_ptr<Optimizer> lbfgs(Arguments parameters, std::uint64_t steps = 1000, double concavity = 0) {
  return make_optimizer(
      {.kind = "lbfgs", .parameters = std::move(parameters), .steps = steps, .strong_concavity = concavity});
}

const Vector kStart = Vector::Constant(10, 1.3);

TEST(Lbfgs, certifies_the_top_of_a_bowl) {
  const Climb climbed = climb(*lbfgs({{"gap", 1e-12}}, 1000, 1), bowl, kStart);
  EXPECT_THAT(climbed.finished, HasSubstr("certified"));
  EXPECT_GE(climbed.top.value, -1e-12);
  EXPECT_LT(climbed.evaluations, 60);
}

TEST(Lbfgs, climbs_a_bent_ridge) {
  const Climb climbed = climb(*lbfgs({}), banana, kStart);
  EXPECT_THAT(climbed.finished, HasSubstr("gradient is below"));
  EXPECT_LT((climbed.end.array() - 1).abs().maxCoeff(), 1e-6);
}

TEST(Lbfgs, stops_with_a_reason_in_noise_and_is_as_high_as_the_noise_allows) {
  // The gradient's noise alone lets it end 10 (size |g|)^2 / 2 below the top; bounded here by the gap that
  // the noise certifies.
  for (const double size : {1e-7, 1e-5, 1e-3})
    for (const Hill& hill : {Hill(bowl), Hill(banana)}) {
      const Climb climbed = climb(*lbfgs({{"gap", 0}}, 5000, 1), noisy(hill, size), kStart);
      EXPECT_FALSE(climbed.finished.empty());
      EXPECT_LT(climbed.evaluations, 5000) << climbed.finished;
      EXPECT_GT(hill(climbed.end).value, -100 * size) << climbed.finished;
    }
}

TEST(Lbfgs, backs_off_from_points_that_are_not_finite) {
  const Hill cliff = [](const Vector& x) {
    Height at = bowl(x);
    if (x.norm() > 5)
      at.value = -std::numeric_limits<double>::infinity(), at.gradient.setConstant(std::nan(""));
    return at;
  };
  const Climb climbed = climb(*lbfgs({{"gap", 1e-10}}, 1000, 1), cliff, kStart);
  EXPECT_GE(climbed.top.value, -1e-10) << climbed.finished;
}

TEST(Lbfgs, refuses_a_start_that_is_not_finite) {
  const Hill nowhere = [](const Vector& x) { return Height{std::nan(""), x}; };
  EXPECT_THROW(climb(*lbfgs({}), nowhere, kStart), DataError);
}

TEST(Lbfgs, ends_on_the_best_point_seen_when_passes_are_used_up) {
  for (std::uint64_t steps = 1; steps < 30; ++steps) {
    double best = -std::numeric_limits<double>::infinity();
    const Hill watched = [&best](const Vector& x) {
      Height at = banana(x);
      best = std::max(best, at.value);
      return at;
    };
    const Climb climbed = climb(*lbfgs({}, steps), watched, kStart);
    EXPECT_EQ(climbed.finished, "passes used up");
    EXPECT_EQ(climbed.evaluations, static_cast<int>(steps));
    EXPECT_NEAR(climbed.top.value, best, 1e-6 * std::abs(best));  // a step may lose what counts as noise
  }
}

// Also when they are used up in the midst of a search.
TEST(Lbfgs, tells_the_gap_of_its_answer_when_passes_are_used_up) {
  for (std::uint64_t steps = 1; steps < 30; ++steps) {
    const auto optimizer = lbfgs({{"gap", 1e-12}}, steps, 1);
    Vector x = kStart;
    Advice advice;
    while (advice.finished.empty()) advice = pass(*optimizer, bowl, x);
    ASSERT_TRUE(advice.gap.has_value()) << steps;
    const double certificate = bowl(x).gradient.squaredNorm() / 2;
    EXPECT_NEAR(*advice.gap, certificate, 1e-9 * certificate) << steps;
  }
}

TEST(Lbfgs, knows_a_top_when_it_starts_there) {
  EXPECT_EQ(climb(*lbfgs({}), bowl, Vector::Zero(10)).evaluations, 1);
}

TEST(Lbfgs, certificate_is_never_too_small) {
  auto optimizer = lbfgs({{"gap", 1e-12}}, 1000, 1);
  Vector x = kStart;
  for (Advice advice; advice.finished.empty();) {
    const Height at = bowl(x);
    advice = optimizer->step({at.value, at.gradient}, x);
    ASSERT_TRUE(advice.gap.has_value());
    EXPECT_GE(*advice.gap, -at.value);  // the top is 0
  }
}

}  // namespace
}  // namespace megabandit::testing
