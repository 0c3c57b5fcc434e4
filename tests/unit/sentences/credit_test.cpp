#include "sentences/methods/credit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sentences/methods/weight.hpp"

namespace megabandit {
namespace {

/// Of the loss whose gradient the two forms add: a point and a field, as in a step of potec.
double surrogate(const Eigen::RowVectorXd& logits, std::uint32_t action, double credit,
                 const Eigen::RowVectorXd& field, double rows) {
  const Eigen::RowVectorXd p = logits.array().exp() / logits.array().exp().sum();
  return -(credit * std::log(p[action]) + p.dot(field)) / rows;
}

TEST(Credit, IsTheDifferenceQuotientOfItsSurrogate) {
  std::srand(11);
  const Eigen::RowVectorXd logits = Eigen::RowVectorXd::Random(7), field = Eigen::RowVectorXd::Random(7);
  const Eigen::RowVectorXf p = (logits.array().exp() / logits.array().exp().sum()).cast<float>();
  Eigen::RowVectorXf slope = Eigen::RowVectorXf::Zero(7);
  add_point(p, 4, 1.7F, 3, slope);
  add_field(p, field.cast<float>(), 3, slope);
  for (Eigen::Index a = 0; a < 7; ++a) {
    const double step = 1e-5;
    Eigen::RowVectorXd above = logits, below = logits;
    above[a] += step;
    below[a] -= step;
    const double quotient =
        (surrogate(above, 4, 1.7, field, 3) - surrogate(below, 4, 1.7, field, 3)) / (2 * step);
    EXPECT_NEAR(slope[a], quotient, 1e-6);  // floats of size 1
  }
}

TEST(Weight, IsClippedAndCounted) {
  WeightTally tally;
  EXPECT_EQ(counted_weight(3, 200, tally), 3);
  EXPECT_EQ(counted_weight(300, 200, tally), 200);
  EXPECT_EQ(counted_weight(std::numeric_limits<double>::infinity(), 200, tally), 200);
  EXPECT_EQ(counted_weight(std::numeric_limits<double>::quiet_NaN(), 200, tally),
            0);  // an empty cluster: 0 / 0
  EXPECT_EQ(tally.rounds, 4U);
  EXPECT_EQ(tally.clipped, 2U);
  EXPECT_EQ(tally.unsupported, 1U);
  EXPECT_EQ(tally.weights, 403);
}

}  // namespace
}  // namespace megabandit
