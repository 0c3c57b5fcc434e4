#include "sweep/report/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace megabandit {
namespace {

// Quantiles as in any table of Student's t, to the digits given there.
TEST(Statistics, QuantilesOfStudentsT) {
  EXPECT_NEAR(t_quantile(1), 12.706, 5e-4);
  EXPECT_NEAR(t_quantile(2), 4.303, 5e-4);
  EXPECT_NEAR(t_quantile(3), 3.182, 5e-4);
  EXPECT_NEAR(t_quantile(4), 2.776, 5e-4);
  EXPECT_NEAR(t_quantile(9), 2.262, 5e-4);
  EXPECT_NEAR(t_quantile(30), 2.042, 5e-4);
  EXPECT_NEAR(t_quantile(1000), 1.962, 5e-4);
}

TEST(Statistics, MeanWithItsInterval) {
  const MeanOfSeeds mean = mean_of_seeds(std::array{1.0, 2.0, 3.0});
  EXPECT_EQ(mean.count, 3U);
  EXPECT_DOUBLE_EQ(mean.mean, 2);
  const double half = t_quantile(2) / std::sqrt(3.0);  // the standard deviation is 1
  EXPECT_NEAR(mean.lower, 2 - half, 1e-12);
  EXPECT_NEAR(mean.upper, 2 + half, 1e-12);
}

TEST(Statistics, WhatIsNotThereIsLeftOut) {
  EXPECT_EQ(mean_of_seeds(std::array{std::nan(""), 4.0}).mean, 4);
  EXPECT_TRUE(std::isinf(mean_of_seeds(std::array{std::nan(""), 4.0}).upper));
  EXPECT_EQ(mean_of_seeds({}).count, 0U);
  EXPECT_TRUE(std::isnan(mean_of_seeds({}).mean));
}

}  // namespace
}  // namespace megabandit
