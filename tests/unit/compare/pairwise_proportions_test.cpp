// Closed forms of the optimal proportions (LLM-PO specification 2.2 .. 2.7, 7.2).

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "compare/divergence.hpp"
#include "compare/proportions/matrix_game.hpp"
#include "compare/proportions/pairwise.hpp"
#include "instances.hpp"

namespace megabandit {
namespace {

using instances::Preferences;
constexpr CandidateId kFirst{0};

Proportions optimum(const Preferences& preferences, CandidateId best, Alternatives alternatives) {
  return proportions_of(refutations(preferences, best, alternatives, 0.5, 0));
}
Proportions against_leader(const Preferences& preferences) {
  return optimum(preferences, kFirst, Alternatives::no_winner);
}
Proportions against_nemesis(const Preferences& preferences) {
  return optimum(preferences, kFirst, Alternatives::winner);
}

/// Uniform in (0, 1), a function of `index`.
double draw(std::uint64_t index, std::uint32_t k) { return uniform({11, Stream::probe, 0, index}, k); }

/// Anything, but that candidate 0 beats each other.
Preferences random_preferences(int size, std::uint64_t index) {
  Preferences preferences = Preferences::Constant(size, size, 0.5);
  std::uint32_t k = 0;
  for (int a = 0; a < size; ++a)
    for (int b = a + 1; b < size; ++b) {
      preferences(a, b) = a == 0 ? 0.501 + 0.49 * draw(index, k++) : 0.01 + 0.98 * draw(index, k++);
      preferences(b, a) = 1 - preferences(a, b);
    }
  return preferences;
}

Preferences random_scores(int size, std::uint64_t index) {
  std::vector<double> scores{0};
  for (int i = 1; i < size; ++i) scores.push_back(-0.05 - 3 * draw(index, static_cast<std::uint32_t>(i)));
  return instances::of_scores(scores);
}

TEST(PairwiseProportions, AreThoseOfTheReference) {
  const struct {
    Preferences preferences;
    double leader, nemesis;
  } known[] = {
      {instances::u1(), 49.6526627322, 49.6526627322},   {instances::u2(), 317.1038865769, 317.1038865769},
      {instances::u3(), 338.8572311260, 338.8572311260}, {instances::u6(), 331.6922439607, 331.6922439607},
      {instances::u5(), 804.0022200024, 804.0022200024}, {instances::u4(), 798.6635409724, 14.7908157437}};
  for (const auto& one : known) {
    EXPECT_NEAR(against_leader(one.preferences).characteristic_time / one.leader, 1, 1e-9);
    EXPECT_NEAR(against_nemesis(one.preferences).characteristic_time / one.nemesis, 1, 1e-9);
  }
}

TEST(PairwiseProportions, WeighTheRivalsAsTheReferenceDoes) {
  const std::vector<std::pair<Preferences, std::vector<double>>> known{
      {instances::u1(), {.66468642, .18153207, .09234439, .06143712}},
      {instances::u2(),
       {.63386342, .16083755, .07324785, .04260039, .02842460, .02073409, .01610698, .01311375, .01107136}},
      {instances::u3(),
       {.59317180, .15051239, .06854562, .03986561, .02659985, .01940304, .01507297, .01227190, .01036062,
        .00900237}},
      {instances::u6(), {.60598509, .15376366, .07002629, .04072676, .02717444}},
      {instances::u5(), {.25, .25, .25, .25}}};
  for (const auto& [preferences, weights] : known) {
    const Proportions found = against_leader(preferences);
    for (std::uint32_t j = 0; j < weights.size(); ++j) {
      EXPECT_EQ(found.weights[j].first, pair_of(kFirst, CandidateId(j + 1)));
      EXPECT_NEAR(found.weights[j].second, weights[j], 6e-9);
    }
  }
}

TEST(PairwiseProportions, FindTheNemesesOfACircle) {
  const auto found = refutations(instances::u4(), kFirst, Alternatives::winner, 0.5, 0);
  const std::uint32_t nemesis[] = {4, 1, 2, 3};  // of 1 .. 4
  for (std::uint32_t j = 0; j < 4; ++j) {
    EXPECT_EQ(found[j].challenger, CandidateId(j + 1));
    EXPECT_EQ(found[j].opponent, CandidateId(nemesis[j]));
  }
  for (const auto& [pair, weight] : proportions_of(found).weights) EXPECT_NEAR(weight, 0.25, 1e-12);
}

TEST(PairwiseProportions, NeedFewerComparisonsWhereAWinnerIsKnownToExist) {
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const int size = 3 + static_cast<int>(i % 10);
    const Preferences any = random_preferences(size, i), scores = random_scores(size, i);
    EXPECT_LE(against_nemesis(any).characteristic_time, against_leader(any).characteristic_time);
    const double leader = against_leader(scores).characteristic_time;  // everyone's nemesis is the best
    EXPECT_NEAR(against_nemesis(scores).characteristic_time / leader, 1, 1e-12);
  }
}

/// Nats by which each pair (column) refutes each challenger (row).
Eigen::MatrixXd game(const Preferences& preferences, Alternatives alternatives) {
  const auto size = preferences.rows();
  Eigen::MatrixXd payoffs = Eigen::MatrixXd::Zero(size - 1, size * (size - 1) / 2);
  Eigen::Index column = 0;
  for (Eigen::Index a = 0; a < size; ++a)
    for (Eigen::Index b = a + 1; b < size; ++b, ++column)
      for (const auto& [j, k] : {std::pair(a, b), std::pair(b, a)})
        if (preferences(j, k) < 0.5 && (k == 0 || alternatives == Alternatives::winner))
          payoffs(j - 1, column) = bernoulli_kl(preferences(j, k), 0.5);
  return payoffs;
}

// The closed forms against the linear programme that they solve.
TEST(PairwiseProportions, SolveTheLinearProgramme) {
  for (std::uint64_t i = 0; i < 100; ++i)
    for (const auto alternatives : {Alternatives::winner, Alternatives::no_winner}) {
      const Preferences preferences = random_preferences(3 + static_cast<int>(i % 6), 5000 + i);
      const double time = optimum(preferences, kFirst, alternatives).characteristic_time;
      EXPECT_NEAR(solve_game(game(preferences, alternatives)).value * time, 1, 1e-8);
    }
}

TEST(PairwiseProportions, CertifyThemselvesAndBoundOthers) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    const Preferences preferences = random_preferences(5, 9000 + i);
    const Proportions best = against_nemesis(preferences);
    const Proportions same = judged(best.weights, preferences, kFirst, Alternatives::winner);
    EXPECT_NEAR(same.characteristic_time / best.characteristic_time, 1, 1e-12);
    EXPECT_NEAR(same.gap, 0, 1e-12);
    const auto leader = against_leader(preferences).weights;  // as good as what they are, no better
    const Proportions other = judged(leader, preferences, kFirst, Alternatives::winner);
    EXPECT_NEAR(other.characteristic_time / (1 + other.gap) / best.characteristic_time, 1, 1e-12);
  }
  const auto none =
      judged({{{CandidateId(0), CandidateId(1)}, 1}}, instances::u1(), kFirst, Alternatives::winner);
  EXPECT_EQ(none.characteristic_time, std::numeric_limits<double>::infinity());
}

TEST(PairwiseProportions, KnowWhetherThereIsAWinner) {
  EXPECT_EQ(condorcet_winner(instances::u4()), kFirst);
  EXPECT_EQ(condorcet_winner(instances::rock_paper_scissors(.7)), std::nullopt);
  EXPECT_EQ(condorcet_winner(Preferences::Constant(2, 2, 0.5)), std::nullopt);
}

TEST(BordaCost, IsThatOfTheReference) {
  const RowMatrix<double> even = RowMatrix<double>::Constant(5, 5, 0.1);
  EXPECT_NEAR(borda_cost(even, instances::u4(), kFirst, CandidateId(1)), 0.0005033433, 1e-10);
}

// Candidates two: the shares are the preference itself, which must fall to one half.
TEST(BordaCost, IsTheDivergenceOfTwo) {
  Preferences preferences(2, 2);
  preferences << .5, .8, .2, .5;
  const RowMatrix<double> weights = RowMatrix<double>::Constant(2, 2, 3);
  EXPECT_NEAR(borda_cost(weights, preferences, kFirst, CandidateId(1)), 3 * bernoulli_kl(.8, .5), 1e-12);
  EXPECT_EQ(borda_cost(weights, preferences, CandidateId(1), kFirst), 0);
}

// No other preferences with equal shares cost less.
TEST(BordaCost, IsTheLeast) {
  const Preferences preferences = random_preferences(4, 77);
  const RowMatrix<double> weights = RowMatrix<double>::Constant(4, 4, 1);
  const Vector shares = preferences.rowwise().sum();
  const int best = shares[1] > shares[2] ? 1 : 2, other = 3 - best;
  const double least = borda_cost(weights, preferences, CandidateId(static_cast<std::uint32_t>(best)),
                                  CandidateId(static_cast<std::uint32_t>(other)));
  ASSERT_GT(least, 0);
  for (std::uint64_t i = 0; i < 2000;
       ++i) {  // steps in the entries that matter, the last one set by the rest
    const double x = draw(i, 0), y = draw(i, 1), z = draw(i, 2), u = draw(i, 3);
    // best against 0, 3; 0, 3 against other; and best against other so that the shares are equal:
    const double last = (3 - x - y - z - u) / 2;
    if (last <= 0 || last >= 1) continue;
    const double cost = bernoulli_kl(preferences(best, 0), x) + bernoulli_kl(preferences(best, 3), y) +
                        bernoulli_kl(preferences(0, other), z) + bernoulli_kl(preferences(3, other), u) +
                        bernoulli_kl(preferences(best, other), last);
    EXPECT_GE(cost, least * (1 - 1e-9));
  }
}

}  // namespace
}  // namespace megabandit
