#include "compare/bradley_terry/hub_graph.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <Eigen/QR>

#include <cmath>

#include "base/random.hpp"
#include "compare/bradley_terry/fit.hpp"
#include "scored_instances.hpp"

namespace megabandit {
namespace {

/// Candidates compared with the hubs 0 .. h - 1 alone, and those with each other.
struct Hubs {
  Hubs(std::uint32_t size, std::uint32_t h) : candidates(size) {
    for (std::uint32_t i = 0; i < h; ++i) hubs.push_back(CandidateId(7 * i));
    std::vector<double> numbers;
    for (std::uint32_t j = 0; j < size; ++j)
      for (const CandidateId hub : hubs) {
        const bool twice = j % 7 == 0 && j / 7 < h && j > hub.value;
        if (CandidateId(j) == hub || twice) continue;
        pairs.push_back(pair_of(CandidateId(j), hub));
        numbers.push_back(0.1 + uniform({1, Stream::world, 0, pairs.size()}));
      }
    weights = Eigen::ArrayXd::Map(numbers.data(), static_cast<Eigen::Index>(numbers.size()));
  }
  std::uint32_t candidates;
  std::vector<CandidateId> hubs;
  std::vector<Pair> pairs;
  Eigen::ArrayXd weights;
};

TEST(HubGraph, ResistancesOfTheDensePseudoInverse) {
  const Hubs what(200, 3);
  const LinearScores model(RowMatrix<double>::Identity(200, 200));
  const Eigen::MatrixXd laplacian = model.information(what.pairs, what.weights);
  const Eigen::MatrixXd inverse = laplacian.completeOrthogonalDecomposition().pseudoInverse();
  HubGraph graph(200, what.hubs);
  graph.conduct(what.pairs, what.weights, 0);
  for (std::uint32_t one = 0; one < 200; one += 3)
    for (std::uint32_t other = 0; other < 200; ++other) {
      const double expected = inverse(one, one) + inverse(other, other) - 2 * inverse(one, other);
      EXPECT_NEAR(graph.resistance(CandidateId(one), CandidateId(other)), expected, 1e-10 * (1 + expected));
    }
  const Vector currents = laplacian * Vector::LinSpaced(200, -1, 1);
  EXPECT_LE((graph.solve(currents) - inverse * currents).cwiseAbs().maxCoeff(), 1e-10);
}

/// With and without a ridge, the fit by hubs is the fit.
RC_GTEST_PROP(HubGraph, FitsLikeAnyOther, ()) {
  const Hubs what(*rc::gen::inRange<std::uint32_t>(20, 40), *rc::gen::inRange<std::uint32_t>(1, 4));
  const auto size = static_cast<Eigen::Index>(what.candidates);
  const double ridge = *rc::gen::element(0.0, 1e-3, 0.25);
  Eigen::ArrayXd wins = what.weights;
  for (double& win : wins) win *= 0.01 * *rc::gen::inRange(5, 96);
  const Likelihood likelihood(what.pairs, 100 * what.weights, 100 * wins);
  const LinearScores model(RowMatrix<double>::Identity(size, size));
  const Fit by_hubs = fit_on_hubs(model, likelihood, what.hubs, ridge, Vector::Zero(size));
  const Fit any = fit(model, likelihood, ridge, Vector::Zero(size));
  RC_ASSERT(std::abs(by_hubs.penalised - any.penalised) <= 1e-10 * std::abs(any.penalised));
  RC_ASSERT((by_hubs.coefficients - any.coefficients).cwiseAbs().maxCoeff() <= 1e-7);
}

TEST(Fit, ManyCandidatesOfFewPairs) {
  // Sparse and, by the hubs, another way: 400 candidates with 3 hubs.
  const Hubs what(400, 3);
  Eigen::ArrayXd wins = what.weights;
  for (Eigen::Index p = 0; p < wins.size(); ++p)
    wins[p] *= uniform({2, Stream::world, 0, static_cast<std::uint64_t>(p)});
  const Likelihood likelihood(what.pairs, 30 * what.weights, 30 * wins);
  const LinearScores model(RowMatrix<double>::Identity(400, 400));
  const Fit sparse = fit(model, likelihood, 0.25, Vector::Zero(400));
  const Fit by_hubs = fit_on_hubs(model, likelihood, what.hubs, 0.25, Vector::Zero(400));
  EXPECT_NEAR(sparse.penalised / by_hubs.penalised, 1, 1e-12);
  EXPECT_LE((sparse.coefficients - by_hubs.coefficients).cwiseAbs().maxCoeff(), 1e-9);
  // On a plane all that is left of the gradient is along its contrast.
  const Vector contrast = model.contrast(CandidateId(0), CandidateId(100));
  const Fit tied = fit_on_plane(model, likelihood, 0.25, contrast, sparse.coefficients);
  const Vector left = likelihood.slope(tied.coefficients).by_score - 0.25 * tied.coefficients;
  EXPECT_NEAR(contrast.dot(tied.coefficients), 0, 1e-12);
  EXPECT_LE((left - contrast * contrast.dot(left) / 2).cwiseAbs().maxCoeff(), 1e-9);
}

}  // namespace
}  // namespace megabandit
