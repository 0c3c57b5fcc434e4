#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/error.hpp"
#include "learning/hills.hpp"

namespace megabandit::testing {
namespace {

using ::testing::HasSubstr;

std::unique_ptr<Optimizer> make(const std::string& kind, Arguments parameters, std::uint64_t steps = 1000,
                                double concavity = 0) {
  return make_optimizer(
      {.kind = kind, .parameters = std::move(parameters), .steps = steps, .strong_concavity = concavity});
}

std::unique_ptr<Optimizer> newton(Arguments parameters, std::uint64_t steps = 1000, double concavity = 0) {
  return make("newton-cg", std::move(parameters), steps, concavity);
}

// Concave but far from a parabola: sum_i -curvature_i log cosh x_i - x_i^2 / 2, strongly concave with 1.
Height ridges(const Vector& x) {
  const Vector curvature = Vector::LinSpaced(x.size(), 1, 1e3);
  const Vector tanh = x.array().tanh();
  return {-curvature.dot(x.array().cosh().log().matrix()) - 0.5 * x.squaredNorm(),
          -curvature.cwiseProduct(tanh) - x};
}

const Vector kStart = Vector::Constant(10, 1.3);

TEST(NewtonCg, certifies_the_top_of_a_bowl) {
  const Climb climbed = climb(*newton({{"gap", 1e-12}}, 1000, 1), bowl, kStart);
  EXPECT_THAT(climbed.finished, HasSubstr("certified"));
  EXPECT_GE(climbed.top.value, -1e-12);
  EXPECT_LT(climbed.evaluations, 60);
}

TEST(NewtonCg, climbs_what_is_not_a_parabola) {
  for (const double far : {0.1, 3.0, 30.0}) {
    const Climb climbed =
        climb(*newton({{"gap", 1e-12}}, 1000, 1), ridges, Vector::LinSpaced(10, -far, 2 * far));
    EXPECT_THAT(climbed.finished, HasSubstr("certified")) << far;
    EXPECT_GE(climbed.top.value, -1e-12);
  }
}

// Conjugate gradients make the most of every product, L-BFGS forgets all but ten.
TEST(NewtonCg, needs_fewer_passes_than_lbfgs_where_curvatures_are_very_different) {
  const Vector curvature = (Vector::LinSpaced(50, 0, 1) * std::log(1e5)).array().exp();
  const Hill hill = [&](const Vector& x) {
    const Vector tanh = x.array().tanh();
    return Height{-curvature.dot(x.array().cosh().log().matrix()) - 0.5 * x.squaredNorm(),
                  -curvature.cwiseProduct(tanh) - x};
  };
  const Vector start = Vector::Constant(50, 0.5);
  const Climb second = climb(*newton({}, 10000, 1), hill, start);
  const Climb first = climb(*make("lbfgs", {}, 10000, 1), hill, start);
  EXPECT_THAT(second.finished, HasSubstr("certified"));
  EXPECT_THAT(first.finished, HasSubstr("certified"));
  EXPECT_LT(2 * second.evaluations, first.evaluations);  // 353 and 1191 when this was written
}

TEST(NewtonCg, climbs_where_the_curvature_changes_sign) {
  const Climb climbed = climb(*newton({}), banana, kStart);
  EXPECT_THAT(climbed.finished, HasSubstr("gradient is below"));
  EXPECT_LT((climbed.end.array() - 1).abs().maxCoeff(), 1e-6);
}

TEST(NewtonCg, stops_with_a_reason_in_noise_and_is_as_high_as_the_noise_allows) {
  for (const double size : {1e-7, 1e-5})
    for (const Hill& hill : {Hill(bowl), Hill(ridges)}) {
      const Climb climbed = climb(*newton({{"gap", 0}}, 5000, 1), noisy(hill, size), kStart);
      EXPECT_LT(climbed.evaluations, 5000) << climbed.finished;
      EXPECT_GT(hill(climbed.end).value, -100 * size) << climbed.finished;
    }
}

TEST(NewtonCg, backs_off_from_points_that_are_not_finite) {
  const Hill cliff = [](const Vector& x) {
    Height at = ridges(x);
    if (x.norm() > 5)
      at.value = -std::numeric_limits<double>::infinity(), at.gradient.setConstant(std::nan(""));
    return at;
  };
  const Climb climbed = climb(*newton({{"gap", 1e-10}}, 1000, 1), cliff, kStart);
  EXPECT_GE(climbed.top.value, -1e-10) << climbed.finished;
}

TEST(NewtonCg, ends_on_the_best_point_seen_when_passes_are_used_up) {
  for (std::uint64_t steps = 1; steps < 30; ++steps) {
    double best = -std::numeric_limits<double>::infinity();
    Vector at;
    const Hill watched = [&](const Vector& x) {
      const Height here = ridges(x);
      if (at.size() == 0 || (x - at).norm() > 1e-4) best = std::max(best, here.value);  // not a difference
      at = x;
      return here;
    };
    const Climb climbed = climb(*newton({}, steps), watched, kStart);
    EXPECT_EQ(climbed.finished, "passes used up");
    EXPECT_EQ(climbed.evaluations, static_cast<int>(steps));
    EXPECT_NEAR(climbed.top.value, best, 1e-3 * std::abs(best));
  }
}

TEST(NewtonCg, solves_no_system_better_than_the_gap_needs) {
  const Climb rough = climb(*newton({{"gap", 1e3}}, 1000, 1), bowl, kStart);
  const Climb fine = climb(*newton({{"gap", 1e-9}}, 1000, 1), bowl, kStart);
  EXPECT_LT(rough.evaluations, fine.evaluations);
}

TEST(NewtonCg, knows_a_top_when_it_starts_there) {
  EXPECT_EQ(climb(*newton({}), bowl, Vector::Zero(10)).evaluations, 1);
}

TEST(NewtonCg, other_methods_take_no_product) {
  Vector x = kStart;
  EXPECT_THROW(make("lbfgs", {})->take_fall({x}, x), InternalError);
}

}  // namespace
}  // namespace megabandit::testing
