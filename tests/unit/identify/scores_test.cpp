// How good candidates are said to be, and how sure that is.

#include "identify/result/scores.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "compare/divergence.hpp"
#include "compare/procedure.hpp"

namespace megabandit {
namespace {

TEST(ShareInterval, contains_the_share_and_shrinks_around_it) {
  const Interval few = share_interval(7, 10, 0.05), many = share_interval(700, 1000, 0.05);
  EXPECT_LT(few.lower, 0.7);
  EXPECT_GT(few.upper, 0.7);
  EXPECT_GT(many.lower, few.lower);
  EXPECT_LT(many.upper, few.upper);
  // At the bounds the evidence is just enough: n kl = log(1 / alpha) + log(n) / 2 + log 2.
  EXPECT_NEAR(1000 * bernoulli_kl(0.7, many.lower), std::log(20.0) + std::log(1000.0) / 2 + std::log(2.0),
              1e-9);
}

TEST(ShareInterval, of_nothing_or_of_one_sided_counts_stays_in_the_unit_interval) {
  EXPECT_EQ(share_interval(0, 0, 0.1).lower, 0);
  EXPECT_EQ(share_interval(0, 0, 0.1).upper, 1);
  EXPECT_EQ(share_interval(0, 50, 0.1).lower, 0);
  EXPECT_LT(share_interval(0, 50, 0.1).upper, 0.5);
  EXPECT_EQ(share_interval(50, 50, 0.1).upper, 1);
}

/// After one wave of `count` comparisons of every pair (a, b), of which a wins the share that its score says.
Contest played(const std::vector<double>& scores, std::uint32_t count, const CompareSettings& settings) {
  Contest contest = make_contest(scores.size(), {}, settings);
  Wave wave;
  std::vector<PairTotals> totals;
  for (std::uint32_t a = 0; a < scores.size(); ++a)
    for (std::uint32_t b = a + 1; b < scores.size(); ++b) {
      const auto wins =
          static_cast<std::uint64_t>(std::llround(count / (1 + std::exp(scores[b] - scores[a]))));
      wave.planned.push_back({{CandidateId(a), CandidateId(b)}, CandidateId(a), count});
      totals.push_back({wins, count - wins, 0});
    }
  contest.observe(wave, totals);
  return contest;
}

TEST(CandidateScores, are_log_odds_against_the_leader_where_a_model_fits) {
  const std::vector<double> scores{0.3, -0.2, -1.2};
  for (const Target target : {Target::condorcet, Target::bradley_terry}) {
    CompareSettings settings;
    settings.target = target;
    const auto found = candidate_scores(played(scores, 1'000'000, settings), CandidateId(0), settings);
    for (std::size_t j = 0; j < scores.size(); ++j) {
      // A win more or less of 10^6 moves a log-odds by some 5e-6, the ridge by less.
      EXPECT_NEAR(found[j].value, scores[j] - scores[0], 1e-5);
      EXPECT_LE(found[j].lower, scores[j] - scores[0]);
      EXPECT_GE(found[j].upper, scores[j] - scores[0]);
    }
    EXPECT_EQ(found[0].upper - found[0].lower, 0);
  }
}

TEST(CandidateScores, of_two_have_the_standard_error_of_a_log_odds) {
  CompareSettings settings;
  const auto found = candidate_scores(played({0, 0}, 400, settings), CandidateId(0), settings);
  // Information of n comparisons at even odds is n / 4 of the difference; the ridge of 1/4 on both adds 1/8.
  EXPECT_NEAR(found[1].upper - found[1].value, 1.959964 / std::sqrt(100 + 0.125), 1e-6);
}

TEST(CandidateScores, of_borda_and_copeland_are_shares_and_counts) {
  CompareSettings settings;
  settings.target = Target::copeland;
  const auto beaten = candidate_scores(played({2, 1, 0}, 1000, settings), CandidateId(0), settings);
  EXPECT_EQ(beaten[0].value, 2);
  EXPECT_EQ(beaten[0].lower, 2);
  EXPECT_EQ(beaten[1].value, 1);
  EXPECT_EQ(beaten[2].upper, 0);
  settings.target = Target::borda;
  const auto shares = candidate_scores(played({2, 1, 0}, 1000, settings), CandidateId(0), settings);
  EXPECT_NEAR(shares[0].value, (1 / (1 + std::exp(-1)) + 1 / (1 + std::exp(-2))) / 2, 1e-3);
  EXPECT_LT(shares[0].lower, shares[0].value);
  EXPECT_EQ(shares[2].lower, 0);  // it was never the subject
}

}  // namespace
}  // namespace megabandit
