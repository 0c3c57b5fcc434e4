#include "world/logging_policy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace megabandit {
namespace {

constexpr std::uint64_t kActions = 40;

LoggingDistribution policy_of(double epsilon) {
  const std::vector<Ranked> top{
      {ActionId(3), 0.1}, {ActionId(8), 0.9}, {ActionId(17), -0.4}, {ActionId(39), 0.9}};
  return LoggingDistribution(top, {.eta = 2, .epsilon = epsilon}, kActions);
}

TEST(LoggingDistribution, has_the_closed_form_of_its_description) {
  const double z = std::exp(2 * 0.1) + 2 * std::exp(2 * 0.9) + std::exp(2 * -0.4);
  const auto policy = policy_of(0.2);
  EXPECT_NEAR(policy.probability(ActionId(3)), 0.8 * std::exp(0.2) / z + 0.2 / 40, 1e-15);
  EXPECT_NEAR(policy.probability(ActionId(39)), 0.8 * std::exp(1.8) / z + 0.2 / 40, 1e-15);
  EXPECT_EQ(policy.probability(ActionId(4)), 0.2 / 40);
  EXPECT_EQ(policy.best(), ActionId(8)) << "of equal scores the lower action";
}

TEST(LoggingDistribution, sums_to_one_over_the_actions) {
  for (const double epsilon : {0.0, 0.05, 1.0}) {
    double sum = 0;
    for (std::uint32_t a = 0; a < kActions; ++a) sum += policy_of(epsilon).probability(ActionId(a));
    EXPECT_NEAR(sum, 1.0, 1e-14);
  }
}

// Each frequency of n draws has standard deviation sqrt(p (1 - p) / n) < .5 / sqrt(n); 5 of them are exceeded
// by one of the 40 with probability below 3e-5, and the seed is fixed.
TEST(LoggingDistribution, draws_as_often_as_it_says) {
  const auto policy = policy_of(0.3);
  constexpr std::uint32_t contexts = 20000, rounds = 3;
  std::vector<double> drawn(kActions, 0);
  for (std::uint32_t c = 0; c < contexts; ++c)
    for (std::uint32_t r = 0; r < rounds; ++r)
      drawn[policy.draw({.seed = 5, .stream = Stream::logging_action, .index = c}, r).value] += 1;
  for (std::uint32_t a = 0; a < kActions; ++a) {
    const double p = policy.probability(ActionId(a)), n = contexts * rounds;
    EXPECT_NEAR(drawn[a] / n, p, 5 * std::sqrt(p * (1 - p) / n)) << a;
  }
}

TEST(LoggingDistribution, never_leaves_its_support) {
  const auto policy = policy_of(0);
  for (std::uint32_t c = 0; c < 2000; ++c)
    EXPECT_GT(policy.probability(policy.draw({.seed = 5, .stream = Stream::logging_action, .index = c}, 0)),
              0);
}

TEST(TopActions, are_the_highest_whatever_stands_beside) {
  RowMatrix<float> queries = RowMatrix<float>::Random(70, 5), embedding = RowMatrix<float>::Random(333, 5);
  embedding.row(200) = embedding.row(100);  // a tie in every context
  const auto all = top_actions(queries, embedding, 333), some = top_actions(queries, embedding, 20);
  const auto alone = top_actions(queries.middleRows(41, 1), embedding, 20);
  for (std::size_t c = 0; c < 70; ++c) {
    ASSERT_EQ(all[c].size(), 333u);
    ASSERT_EQ(some[c].size(), 20u);
    auto sorted = all[c];
    std::ranges::stable_sort(sorted, std::greater(), &Ranked::score);
    std::vector<ActionId> expected, found;
    for (std::size_t i = 0; i < 20; ++i) expected.push_back(sorted[i].action);
    for (const Ranked& one : some[c]) found.push_back(one.action);
    std::ranges::sort(expected);
    EXPECT_EQ(found, expected) << c;
  }
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(alone[0][i].action, some[41][i].action);
    EXPECT_EQ(alone[0][i].score, some[41][i].score);
  }
}

// Entries of N have variance 1/k, so a mixed query keeps its squared length up to a relative standard
// deviation of sqrt(2/k).
TEST(MixedQueries, keep_their_length_and_lose_their_direction) {
  constexpr Eigen::Index k = 400;
  const RowMatrix<float> queries = RowMatrix<float>::Random(30, k);
  EXPECT_TRUE(mixed_queries(queries, 1, 9).isApprox(queries, 1e-6f));
  const RowMatrix<float> mixed = mixed_queries(queries, 0.6, 9);
  for (Eigen::Index i = 0; i < queries.rows(); ++i) {
    const float cosine = mixed.row(i).normalized().dot(queries.row(i).normalized());
    EXPECT_NEAR(mixed.row(i).norm() / queries.row(i).norm(), 1, 5 * std::sqrt(2.0 / k) / 2);
    EXPECT_NEAR(cosine, 0.6, 5 / std::sqrt(double{k}));
  }
}

}  // namespace
}  // namespace megabandit
