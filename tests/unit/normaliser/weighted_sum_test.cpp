// Weights of drawn actions: numbers worked out elsewhere, and the sign of the correction.

#include "normaliser/weighted_sum.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace megabandit {
namespace {

// A policy over five actions, and the distribution its draws come from.
constexpr double kLogZ = 1.7295160727;
constexpr double kProbability[] = {.1902310158, .1653789002, .3363792374, .2144848714, .0935259751};
constexpr double kDrawn[] = {.30, .25, .20, .15, .10};

/// The table's one column is the score; the mean of a column of numbers then is that of the scores.
class FiveActions : public ::testing::Test {
 protected:
  FiveActions() : table_(5, 1) {
    for (Eigen::Index a = 0; a < 5; ++a) table_(a, 0) = static_cast<float>(score(a));
  }
  static double score(Eigen::Index a) { return std::log(kProbability[a]) + kLogZ; }

  Partition sum(const DrawnRows& draws) const {
    const float query = std::numbers::log2e_v<float>;
    WeightedSum sum(gather_kernel(vector_kernel()), 1);
    sum.add(&query, {table_.data(), 5, 1}, draws);
    Partition out = empty_partition(1, 1, true);
    sum.finish(out, 0);
    return out;
  }

  RowMatrix<float> table_;
};

TEST_F(FiveActions, are_weighed_as_self_normalised_importance_sampling_says) {
  DrawnRows draws;
  for (const std::uint32_t a : {0U, 2U, 2U, 4U}) draws.add(a, static_cast<float>(std::log2(4 * kDrawn[a])));
  const Partition some = sum(draws);
  const double mean = .1285391033 * score(0) + 2 * .3409371919 * score(2) + .1895865129 * score(4);
  EXPECT_NEAR(static_cast<double>(some.mean(0, 0)), mean, 1e-6);
  double z = 0;
  for (const std::size_t a : {0U, 2U, 2U, 4U}) z += kProbability[a] * std::exp(kLogZ) / kDrawn[a] / 4;
  EXPECT_NEAR(some.log_z[0], std::log(z), 1e-6);
}

// With the correction added instead of subtracted, or missing, the weights are others.
TEST_F(FiveActions, are_corrected_by_the_logarithm_of_the_expected_count) {
  const double others = 1 - kDrawn[2];
  DrawnRows draws;
  for (const std::uint32_t a : {0U, 4U}) draws.add(a, static_cast<float>(std::log2(2 * kDrawn[a] / others)));
  draws.count_exactly(std::vector{2U});
  const double mean = .3488960608 * score(2) + .2630794638 * score(0) + .3880244755 * score(4);
  EXPECT_NEAR(static_cast<double>(sum(draws).mean(0, 0)), mean, 1e-6);
}

TEST(DrawnRows, of_an_action_that_counts_exactly_are_dropped) {
  DrawnRows draws;
  for (const std::uint32_t row : {1U, 3U, 3U, 4U, 9U}) draws.add(row, -2);
  draws.count_exactly(std::vector{0U, 3U, 9U});
  EXPECT_EQ(draws.row, (std::vector{1U, 4U, 0U, 3U, 9U}));
  EXPECT_EQ(draws.log2_count, (std::vector{-2.F, -2.F, 0.F, 0.F, 0.F}));
}

TEST(SpreadPoints, lie_one_in_every_equal_part) {
  SpreadPoints points({.seed = 3, .stream = Stream::normaliser, .epoch = 1, .index = 2}, 1001);
  for (std::uint64_t i = 0; i < 1001; ++i) {
    const double at = points.at(i) * 1001;
    EXPECT_GT(at, static_cast<double>(i) - 1e-9);
    EXPECT_LT(at, static_cast<double>(i + 1) + 1e-9);
  }
}

// Shifts follow the largest score whatever comes first.
TEST(WeightedSum, adds_sums_under_any_shift) {
  const auto row = [](std::size_t) { return 2.0; };
  for (const auto& [a, b] : {std::pair{-5000.0, 3000.0}, {3000.0, -5000.0}, {7.0, 7.0}}) {
    WeightedSum sum(gather_kernel(vector_kernel()), 1);
    sum.add_sum(a, 1, row);
    sum.add_sum(b, 1, row);
    Partition out = empty_partition(1, 1, true);
    sum.finish(out, 0);
    EXPECT_NEAR(out.log_z[0], (std::max(a, b) + (a == b ? 1 : 0)) * std::numbers::ln2, 1e-9);
    EXPECT_NEAR(static_cast<double>(out.mean(0, 0)), 2, 1e-6);
  }
}

}  // namespace
}  // namespace megabandit
