// Simulated judges: shares that are what was asked for, and outcomes that depend on the ticket alone.

#include "judge/simulated.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"

namespace megabandit {
namespace {

constexpr Pair pair(std::uint32_t a, std::uint32_t b) { return {CandidateId(a), CandidateId(b)}; }

std::vector<Question> questions(Pair of, std::uint64_t count, std::uint64_t first = 0) {
  std::vector<Question> all(count);
  for (std::uint64_t i = 0; i < count; ++i) all[i] = {first + i, of};
  return all;
}

PairTotals totals(Judge& judge, Pair of, std::uint64_t count) {
  PairTotals sums;
  judge.ask(questions(of, count));
  for (const Outcome outcome : judge.outcomes(count)) sums.add(outcome);
  return sums;
}

RowMatrix<double> three() {
  RowMatrix<double> shares(3, 3);
  shares << 0.5, 0.7, 0.2, 0.3, 0.5, 1.0, 0.8, 0.0, 0.5;
  return shares;
}

/// Five standard deviations of a mean of `count` numbers in [0, 1].
double five_deviations(double count) { return 2.5 / std::sqrt(count); }

TEST(Matrix, WinsItsShareAndTiesAsOftenAsItMust) {
  RowMatrix<double> ties = RowMatrix<double>::Zero(3, 3);
  ties(0, 1) = ties(1, 0) = 0.5;
  const auto judge = make_matrix_judge({three(), ties}, 7);
  constexpr double count = 40000;
  const PairTotals seen = totals(*judge, pair(0, 1), static_cast<std::uint64_t>(count));
  EXPECT_NEAR(static_cast<double>(seen.a_wins) / count, 0.45, five_deviations(count));
  EXPECT_NEAR(static_cast<double>(seen.ties) / count, 0.5, five_deviations(count));
  EXPECT_DOUBLE_EQ(judge->preference(pair(0, 1)).value(), 0.7);
}

TEST(Matrix, SureThingsAreSure) {
  const auto judge = make_matrix_judge({.preference = three()}, 7);
  EXPECT_EQ(totals(*judge, pair(1, 2), 5000), (PairTotals{5000, 0, 0}));
}

TEST(Matrix, RefusesWhatIsNoTableOfShares) {
  RowMatrix<double> shares = three();
  shares(2, 0) = 0.7;
  EXPECT_THROW(make_matrix_judge({.preference = shares}, 1), DataError);
  RowMatrix<double> ties = RowMatrix<double>::Constant(3, 3, 0.5);  // more than pair (1, 2) can have
  EXPECT_THROW(make_matrix_judge({three(), ties}, 1), DataError);
  EXPECT_THROW(make_matrix_judge({.preference = RowMatrix<double>::Constant(2, 3, 0.5)}, 1), DataError);
}

TEST(Scores, AreThoseOfBradleyAndTerry) {
  const auto judge = make_scores_judge({.score = {1.0, -0.5, 0.25}, .ties = 0.2}, 3);
  constexpr double count = 40000;
  const PairTotals seen = totals(*judge, pair(0, 1), static_cast<std::uint64_t>(count));
  const double share = 1 / (1 + std::exp(-1.5));
  EXPECT_NEAR(static_cast<double>(seen.a_wins) / count, 0.8 * share, five_deviations(count));
  EXPECT_NEAR(static_cast<double>(seen.ties) / count, 0.2, five_deviations(count));
  EXPECT_DOUBLE_EQ(judge->preference(pair(0, 1)).value(), 0.8 * share + 0.1);
  EXPECT_EQ(judge->names(), (std::vector<std::string>{"0", "1", "2"}));
}

TEST(Outcomes, DependOnSeedTicketAndPairNotOnHowTheyAreAsked) {
  const auto whole = make_scores_judge({.score = {0.3, 0}}, 3);
  const auto parts = make_scores_judge({.score = {0.3, 0}}, 3);
  const auto other = make_scores_judge({.score = {0.3, 0}}, 4);
  whole->ask(questions(pair(0, 1), 100));
  other->ask(questions(pair(0, 1), 100));
  const auto expected = whole->outcomes(100);
  EXPECT_NE(other->outcomes(100), expected);
  // The second half first, and fetched while others wait.
  parts->ask(questions(pair(0, 1), 50, 50));
  std::vector<Outcome> second = parts->outcomes(20), first;
  parts->ask(questions(pair(0, 1), 50));
  for (const Outcome outcome : parts->outcomes(30)) second.push_back(outcome);
  first = parts->outcomes(50);
  first.insert(first.end(), second.begin(), second.end());
  EXPECT_EQ(first, expected);
}

TEST(Outcomes, CannotBeFetchedBeforeTheyAreAskedFor) {
  const auto judge = make_scores_judge({.score = {0.3, 0}}, 3);
  judge->ask(questions(pair(0, 1), 3));
  EXPECT_THROW(judge->outcomes(4), InternalError);
  EXPECT_EQ(judge->outcomes(3).size(), 3u);
}

TEST(Drawn, ScoresHaveTheDeviationThatWasAskedFor) {
  constexpr std::size_t count = 20000;
  const auto scores = normal_scores(count, 2, 5);
  EXPECT_EQ(scores, normal_scores(count, 2, 5));
  EXPECT_NE(scores, normal_scores(count, 2, 6));
  double squares = 0;
  for (const double score : scores) squares += score * score;
  // The mean square of n normal numbers deviates by sigma^2 sqrt(2 / n).
  EXPECT_NEAR(squares / count, 4, 5 * 4 * std::sqrt(2.0 / count));
}

TEST(Drawn, FeaturesHaveRowsOfMeanSquareLengthOne) {
  const RowMatrix<double> features = normal_features(4000, 8, 5);
  EXPECT_NEAR(features.squaredNorm() / 4000, 1, 5 * std::sqrt(2.0 / (8 * 4000)));
}

TEST(Fingerprint, TellsOtherPreferencesAndOtherCandidates) {
  const auto of = [](std::vector<double> scores, std::vector<std::string> names) {
    return make_scores_judge({.score = std::move(scores)}, 1, {std::move(names), {}})->fingerprint();
  };
  EXPECT_EQ(of({1, 2}, {"a", "b"}), of({1, 2}, {"a", "b"}));
  EXPECT_NE(of({1, 2}, {"a", "b"}), of({1, 3}, {"a", "b"}));
  EXPECT_NE(of({1, 2}, {"a", "b"}), of({1, 2}, {"a", "c"}));
}

}  // namespace
}  // namespace megabandit
