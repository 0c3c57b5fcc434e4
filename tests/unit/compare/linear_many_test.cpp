#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "base/random.hpp"
#include "compare/bradley_terry/bradley_terry.hpp"
#include "compare/bradley_terry/logistic.hpp"
#include "compare/linear/compared_pairs.hpp"
#include "compare/linear/confidence_region.hpp"
#include "compare/linear/linear_field.hpp"
#include "compare/linear/pair_strips.hpp"

namespace megabandit {
namespace {

CandidateId id(std::uint64_t i) { return CandidateId{static_cast<std::uint32_t>(i)}; }

RowMatrix<double> normal_matrix(std::uint64_t rows, std::uint64_t columns, double deviation,
                                std::uint64_t seed) {
  RowMatrix<double> x(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
  for (Eigen::Index i = 0; i < x.size(); ++i)
    x.data()[i] = deviation * normal({seed, Stream::world, 0, static_cast<std::uint64_t>(i)});
  return x;
}

RowMatrix<double> normal_features(std::uint64_t rows, std::uint64_t columns, std::uint64_t seed) {
  return normal_matrix(rows, columns, 1 / std::sqrt(static_cast<double>(columns)), seed);
}

Vector normal_vector(std::uint64_t length, double deviation, std::uint64_t seed) {
  return normal_matrix(1, length, deviation, seed + 1000).row(0).transpose();
}

// Of random pairs.
ComparedPairs random_comparisons(const RowMatrix<double>& x, const Vector& coefficients, int count,
                                 std::uint64_t seed) {
  ComparedPairs compared;
  const auto candidates = static_cast<std::uint64_t>(x.rows());
  for (int i = 0; i < count; ++i) {
    const DrawName name{seed, Stream::probe, 0, static_cast<std::uint64_t>(i)};
    const CandidateId a = id(below(name, candidates, 0)), b = id(below(name, candidates, 1));
    if (a == b) continue;
    const Pair pair = pair_of(a, b);
    PairTotals one;
    one.add(uniform(name, 2) < win_probability((x.row(pair.a.value) - x.row(pair.b.value)).dot(coefficients))
                ? Outcome::a
                : Outcome::b);
    compared.add(pair, one);
  }
  return compared;
}

double telling(double difference, double product) {
  const double p = win_probability(difference);
  return p * (1 - p) * product * product;
}

TEST(PairStrips, TellNearlyAsMuchAsTheBestOfAllPairs) {
  constexpr std::uint64_t kCandidates = 400, kDimensions = 6;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const RowMatrix<double> x = normal_features(kCandidates, kDimensions, seed);
    const Vector scores = x * normal_vector(kDimensions, 3, seed);
    const Vector products = x * normal_vector(kDimensions, 3, seed + 50);
    PairStrips strips(1);
    for (std::uint64_t i = 0; i < kCandidates; ++i)
      strips.add(id(i), scores[static_cast<Eigen::Index>(i)],
                 std::span(&products[static_cast<Eigen::Index>(i)], 1));
    const auto tells = [&](Pair pair) {
      return telling(scores[pair.a.value] - scores[pair.b.value],
                     products[pair.a.value] - products[pair.b.value]);
    };
    double best = 0;
    for (std::uint64_t a = 0; a < kCandidates; ++a)
      for (std::uint64_t b = a + 1; b < kCandidates; ++b) best = std::max(best, tells({id(a), id(b)}));
    const std::vector<Pair> found = most_telling(strips.ends(), 1, 1);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_GE(tells(found[0]), std::exp(-2 * PairStrips::kWidth) * best) << seed;
    EXPECT_LE(tells(found[0]), best);
  }
}

TEST(PairStrips, AreTheSameFromPartsAsFromTheWhole) {
  const RowMatrix<double> x = normal_features(300, 3, 4);
  PairStrips whole(2), first(2), second(2);
  for (std::uint64_t i = 0; i < 300; ++i) {
    const double* row = x.data() + 3 * i;
    whole.add(id(i), 4 * row[0], {row + 1, 2});
    (i < 120 ? first : second).add(id(i), 4 * row[0], {row + 1, 2});
  }
  std::vector<SeenAlong> parts = first.ends();
  for (const SeenAlong& end : second.ends()) parts.push_back(end);
  EXPECT_EQ(most_telling(parts, 2, 4), most_telling(whole.ends(), 2, 4));
}

// What is certified by one product never exceeds what an exact fit finds, after few comparisons or many.
TEST(ConfidenceRegion, NeverCertifiesMoreThanTheExactFitFinds) {
  constexpr std::uint64_t kDimensions = 4;
  const RowMatrix<double> x = normal_features(60, kDimensions, 3);
  for (const double size : {0.5, 4.0})
    for (const int count : {3, 30, 300, 3000}) {
      const ComparedPairs compared = random_comparisons(x, normal_vector(kDimensions, size, 9), count, 5);
      const ConfidenceRegion region(compared.features(x), compared.likelihood());
      Eigen::Index leader = 0;
      (x * region.centre()).maxCoeff(&leader);
      for (Eigen::Index j = 0; j < x.rows(); ++j) {
        if (j == leader) continue;
        const Vector contrast = (x.row(leader) - x.row(j)).transpose();
        const double distance = region.curvature().matrixL().solve(contrast).norm();
        const double gap = contrast.dot(region.centre()), exact = region.exact(contrast);
        EXPECT_LE(region.certified(gap, distance), exact + 1e-6) << j << " after " << count;
      }
    }
}

// With many comparisons the bound is nearly the value to second order: nothing is lost but time.
TEST(ConfidenceRegion, CertifiesNearlyAllThatThereIsAfterManyComparisons) {
  const RowMatrix<double> x = normal_features(40, 3, 2);
  const ComparedPairs compared = random_comparisons(x, Vector::Constant(3, 0.5), 100'000, 1);
  const ConfidenceRegion region(compared.features(x), compared.likelihood());
  for (const double nats : {5.0, 20.0, 80.0}) {
    const double move = std::sqrt(2 * nats);
    EXPECT_LT(region.certified(move, 1), region.expected(move, 1));
    EXPECT_GT(region.certified(move, 1), region.expected(move, 1) - 0.2 * nats);
  }
}

// KN of the dense contest.
TEST(ConfidenceRegion, ExactValuesAreThoseOfTheDenseModel) {
  const RowMatrix<double> x = normal_features(12, 3, 8);
  const Vector coefficients = Vector::Constant(3, 1);
  const ComparedPairs compared = random_comparisons(x, coefficients, 2000, 2);
  const ConfidenceRegion region(compared.features(x), compared.likelihood());
  BradleyTerry dense(x, kLinearRidge);
  PairCounts counts(12);
  for (const auto& [pair, totals] : compared.all()) counts.add(pair, totals);
  dense.observe({}, {}, counts);
  EXPECT_TRUE(region.coefficients().isApprox(dense.coefficients(), 1e-7));
  for (std::uint64_t j = 0; j < 12; ++j) {
    if (id(j) == dense.leader()) continue;
    EXPECT_NEAR(region.exact(dense.model().contrast(dense.leader(), id(j))), dense.kn(id(j)), 1e-3) << j;
  }
}

TEST(ComparedPairs, BetOnFewOpponentsFirst) {
  ComparedPairs compared;
  EXPECT_NEAR(compared.direct_evidence(id(0)), 0, 1e-12);
  compared.add({id(0), id(1)}, {0, 30, 2});
  compared.add({id(0), id(2)}, {10, 10, 0});
  EXPECT_GT(compared.direct_evidence(id(0)), 10);
  EXPECT_LT(compared.direct_evidence(id(1)), 0);
  EXPECT_EQ(compared.ties(), 2U);
  SavedState state;
  compared.save(state);
  ComparedPairs again;
  again.load(state);
  EXPECT_EQ(again.comparisons(), 52U);
  EXPECT_EQ(again.direct_evidence(id(0)), compared.direct_evidence(id(0)));
}

}  // namespace
}  // namespace megabandit
