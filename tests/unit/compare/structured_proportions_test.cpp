#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.hpp"
#include "compare/bradley_terry/logistic.hpp"
#include "compare/proportions/certify.hpp"
#include "compare/proportions/interior_point.hpp"
#include "compare/proportions/matrix_game.hpp"
#include "compare/proportions/mirror_ascent.hpp"
#include "scored_instances.hpp"

namespace megabandit {
namespace {

/// An instance as the problem of its proportions over all pairs.
struct Posed {
  explicit Posed(const ScoredInstance& instance)
      : model(instance.features), problem(model, instance.coefficients, all_pairs(model.candidates())) {}
  Eigen::ArrayXd uniform() const {
    const auto size = static_cast<Eigen::Index>(problem.pairs().size());
    return Eigen::ArrayXd::Constant(size, 1 / static_cast<double>(size));
  }
  LinearScores model;
  StructuredProblem problem;
};

std::map<Pair, double> by_pair(const Proportions& proportions) {
  return {proportions.weights.begin(), proportions.weights.end()};
}

double relative(double value, double expected) { return std::abs(value / expected - 1); }

// Specification 7.3: values of the inner problem under uniform proportions.

TEST(StructuredProblem, InnerValuesOfS1) {
  const Posed s1(megabandit::s1());
  const double exact[] = {.0062445669, .0256486550, .0571637602, .0972854167};
  const double quadratic[] = {.0061084868, .0238277963, .0497165935, .0783467926};
  const double one_step[] = {.0062578830, .0257659786, .0574040261, .0974654292};
  const double resistance[] = {20.46333317, 20.98389604, 22.62825994, 25.52752875};
  const SecondOrder known = s1.problem.second_order(s1.uniform());
  for (int j = 0; j < 4; ++j) {
    const Vector start = s1.problem.one_step(known, j);
    const Alternative nearest = s1.problem.nearest(j, s1.uniform(), start);
    EXPECT_LE(relative(nearest.divergence, exact[j]), 1e-7) << j;
    EXPECT_LE(relative(known.divergence[j], quadratic[j]), 1e-7) << j;
    EXPECT_LE(relative((s1.uniform() * s1.problem.divergences(s1.model.scores(start))).sum(), one_step[j]),
              1e-7)
        << j;
    EXPECT_LE(relative(known.resistance[j], resistance[j]), 1e-7) << j;
  }
}

TEST(StructuredProblem, InnerValuesOfS2) {
  const Posed s2(megabandit::s2());
  const double exact[] = {.0004529243, .0018577688, .0042594828, .0076684358, .0120588479,
                          .0173689967, .0235033080, .0303363862, .0377189285};
  const SecondOrder known = s2.problem.second_order(s2.uniform());
  EXPECT_LE(relative(known.resistance[0], 44.27161573), 1e-9);
  for (int j = 0; j < 9; ++j)  // the table has ten decimals
    EXPECT_NEAR(s2.problem.nearest(j, s2.uniform(), s2.problem.one_step(known, j)).divergence, exact[j],
                0.6e-10)
        << j;
}

struct Expected {
  const char* name;
  ScoredInstance instance;
  double time;
  double star;
  double tolerance;
  std::map<Pair, double> leading;
};

Pair pair(Eigen::Index a, Eigen::Index b) { return {candidate(a), candidate(b)}; }

void check(const Expected& expected) {
  const Posed posed(expected.instance);
  const Proportions best = interior_point_proportions(posed.problem, 0);
  EXPECT_LE(relative(best.characteristic_time, expected.time), expected.tolerance);
  EXPECT_LE(best.gap, expected.tolerance);
  const auto weights = by_pair(best);
  for (const auto& [who, weight] : expected.leading) EXPECT_NEAR(weights.at(who), weight, 2e-5);
  // Comparing the best with each rival alone takes longer.
  double star = 0;
  for (const double gap : posed.problem.gaps()) star += 1 / logistic_divergence(gap, 0);
  EXPECT_LE(relative(star, expected.star), 1e-8);
}

TEST(InteriorPoint, S1) {
  check(
      {"S1",
       s1(),
       45.1965020247,
       49.65266273,
       1e-6,
       {{pair(0, 1), .67689348}, {pair(0, 2), .10764071}, {pair(1, 2), .07139658}, {pair(0, 4), .00455305}}});
}
TEST(InteriorPoint, S2) {
  check({"S2", s2(), 283.7204595598, 317.10388658, 1e-6, {{pair(0, 1), .6469203}, {pair(0, 2), .0960458}}});
}
TEST(InteriorPoint, S3) {
  check({"S3", s3(), 226.3857030604, 297.03105597, 1e-6, {{pair(0, 1), .05662153}, {pair(3, 7), .01362240}}});
}
TEST(InteriorPoint, S4) {
  check({"S4",
         s4(),
         199.9027480939,
         910.42406887,
         1e-4,
         {{pair(3, 21), .71290}, {pair(3, 10), .11432}, {pair(18, 20), .06752}, {pair(20, 22), .05895}}});
}
TEST(InteriorPoint, L20) {
  check({"L20", ladder(20, 0.2), 292.98591, 338.857231, 1e-4, {{pair(0, 1), .62636}, {pair(0, 2), .09295}}});
}

TEST(InteriorPoint, RegularisedS1) {
  const Posed posed(s1());
  const Proportions best = regularised_proportions(posed.problem, 0.01);
  EXPECT_LE(relative(best.characteristic_time, 45.1965332201), 1e-9);
  const std::map<Pair, double> expected = {
      {pair(0, 1), .67679841}, {pair(0, 2), .10739127}, {pair(1, 2), .07172730}, {pair(0, 3), .03269034},
      {pair(1, 3), .03179771}, {pair(2, 3), .02232047}, {pair(1, 4), .02006126}, {pair(2, 4), .01788791},
      {pair(3, 4), .01456951}, {pair(0, 4), .00475582}};
  const auto weights = by_pair(best);
  for (const auto& [who, weight] : expected) EXPECT_NEAR(weights.at(who), weight, 1e-6);
}

TEST(InteriorPoint, RegularisedS2) {
  const Posed posed(s2());
  const Proportions best = regularised_proportions(posed.problem, 0.01);
  EXPECT_LE(relative(best.characteristic_time, 283.7207141472), 1e-9);
  const auto weights = by_pair(best);
  EXPECT_NEAR(weights.at(pair(0, 1)), .64677428, 1e-6);
  EXPECT_NEAR(weights.at(pair(0, 2)), .09587530, 1e-6);
  EXPECT_NEAR(weights.at(pair(1, 2)), .06526696, 1e-6);
}

TEST(InteriorPoint, FeaturesThatDependOnEachOther) {
  // An intercept, a copy of a column and one that is nearly a copy say nothing new.
  ScoredInstance dependent = s4();
  dependent.features.conservativeResize(6, 8);
  dependent.features.col(5).setOnes();
  dependent.features.col(6) = dependent.features.col(0);
  dependent.features.col(7) = dependent.features.col(1).array() * (1 + 1e-9);
  dependent.coefficients.conservativeResizeLike(Vector::Zero(8));
  const Proportions best = interior_point_proportions(Posed(dependent).problem, 0);
  ScoredInstance plain = s4();
  plain.features.conservativeResize(6, Eigen::NoChange);
  EXPECT_LE(relative(best.characteristic_time,
                     interior_point_proportions(Posed(plain).problem, 0).characteristic_time),
            1e-6);
}

TEST(InteriorPoint, TiedChallengers) {
  const std::map<int, std::pair<double, double>> expected = {
      {5, {688.19961, .316863}}, {10, {1389.28469, .490127}}, {20, {2666.08297, .621879}}};
  for (const auto& [candidates, values] : expected) {
    const Proportions best = interior_point_proportions(Posed(tied(candidates, 0.2)).problem, 0);
    EXPECT_LE(relative(best.characteristic_time, values.first), 1e-7);
    double leaves = 0;
    for (const auto& [who, weight] : best.weights) leaves += who.a == candidate(0) ? 0 : weight;
    EXPECT_NEAR(leaves, values.second, 1e-5);
  }
}

TEST(MirrorAscent, ComesWithinTwoPercent) {
  const std::pair<ScoredInstance, double> cases[] = {
      {s1(), 45.1965020247}, {s2(), 283.7204595598}, {s3(), 226.3857036}, {s4(), 199.9027480939}};
  for (const auto& [instance, least] : cases) {
    const Posed posed(instance);
    MirrorAscent ascent(posed.uniform().size(), {});
    ascent.climb(posed.problem, 500);
    EXPECT_NEAR(ascent.weights().sum(), 1, 1e-12);
    const Proportions reached = certified(posed.problem, ascent.weights());
    EXPECT_LE(reached.characteristic_time, 1.02 * least);
    EXPECT_GE(reached.characteristic_time, least * (1 - 1e-9));
    EXPECT_LE(reached.characteristic_time / (1 + reached.gap), least * (1 + 1e-9));
  }
}

/// Specification 3.5, on tabular scores: the gain over comparing with the best alone is bounded.
TEST(InteriorPoint, GainOverTheStarIsBounded) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto uniform = [&](std::uint64_t i) { return megabandit::uniform({seed, Stream::world, 0, i}); };
    const auto candidates = 3 + static_cast<Eigen::Index>(3 * uniform(0));
    Vector scores = Vector::Zero(candidates);
    for (Eigen::Index j = 1; j < candidates; ++j)
      scores[j] = -0.05 - 2 * uniform(static_cast<std::uint64_t>(j));
    const Posed posed(tabular(scores));
    const Proportions best = interior_point_proportions(posed.problem, 0);
    double star = 0, bound = 0;
    for (const double gap : posed.problem.gaps()) {
      const double kl = logistic_divergence(gap, 0);
      star += 1 / kl;
      bound = std::max(bound, 2 * gap * gap / (8 * kl));
    }
    EXPECT_LE(best.gap, 1e-6) << seed;
    EXPECT_LE(star / best.characteristic_time, bound * (1 + 1e-6)) << seed;
    EXPECT_GE(star, best.characteristic_time * (1 - 1e-6)) << seed;
  }
}

TEST(Certified, EqualsAreNeverToldApart) {
  const Posed even(tabular(Vector::Zero(4)));
  EXPECT_TRUE(std::isinf(certified(even.problem, even.uniform()).characteristic_time));
  EXPECT_TRUE(std::isinf(certified(even.problem, even.uniform()).gap));
  MirrorAscent ascent(6, {});
  ascent.climb(even.problem, 10);
  EXPECT_TRUE((ascent.weights() == even.uniform()).all());
}

TEST(MatrixGame, RockPaperScissors) {
  Eigen::MatrixXd payoffs(3, 3);
  payoffs << 1, 0, 2, 2, 1, 0, 0, 2, 1;
  const GameSolution best = solve_game(payoffs);
  EXPECT_NEAR(best.value, 1, 1e-14);
  for (int row = 0; row < 3; ++row) EXPECT_NEAR(best.rows[row], 1.0 / 3, 1e-14);
}

/// The value of a game is the same for both players: the other one's game is that of a constant minus the
/// transpose.
RC_GTEST_PROP(MatrixGame, BothPlayersFindTheSameValue, ()) {
  const auto rows = *rc::gen::inRange(1, 8), columns = *rc::gen::inRange(1, 30);
  Eigen::MatrixXd payoffs(rows, columns);
  for (double& payoff : payoffs.reshaped()) payoff = *rc::gen::inRange(1, 100);
  const double value = solve_game(payoffs).value;
  const Eigen::MatrixXd turned = 101 - payoffs.transpose().array();
  RC_ASSERT(std::abs(value - (101 - solve_game(turned).value)) <= 1e-10);
}

}  // namespace
}  // namespace megabandit
