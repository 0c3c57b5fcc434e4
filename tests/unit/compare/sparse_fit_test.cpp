#include "compare/bradley_terry/sparse_fit.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "base/random.hpp"
#include "comm/collect.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"

namespace megabandit {
namespace {

constexpr DrawName kDraws{7, Stream::world, 0, 0};

CandidateId id(std::uint64_t value) { return CandidateId{static_cast<std::uint32_t>(value)}; }

/// So many random pairs of candidates with scores between -2 and 2, some of them more than once.
std::vector<MetPair> some_pairs(std::uint64_t candidates, std::uint64_t pairs) {
  std::vector<MetPair> met;
  for (std::uint32_t i = 0; met.size() < pairs; ++i) {
    const std::uint64_t a = below(kDraws, candidates, 3 * i), b = below(kDraws, candidates, 3 * i + 1);
    if (a == b) continue;
    const double gap =
        4 * (static_cast<double>(a) - static_cast<double>(b)) / static_cast<double>(candidates);
    const auto wins = static_cast<std::uint64_t>(20 / (1 + std::exp(-gap)));
    met.push_back(a < b ? MetPair{{id(a), id(b)}, wins, 20 - wins}
                        : MetPair{{id(b), id(a)}, 20 - wins, wins});
  }
  return met;
}

/// Newton's method with whole matrices.
Vector dense_fit(std::uint64_t candidates, const std::vector<MetPair>& pairs, double ridge) {
  const auto n = static_cast<Eigen::Index>(candidates);
  Vector scores = Vector::Zero(n);
  for (int step = 0; step < 20; ++step) {
    Vector gradient = -ridge * scores;
    Eigen::MatrixXd hessian = ridge * Eigen::MatrixXd::Identity(n, n);
    for (const MetPair& met : pairs) {
      const Eigen::Index a = met.pair.a.value, b = met.pair.b.value;
      const auto games = static_cast<double>(met.a_wins + met.b_wins);
      const double p = 1 / (1 + std::exp(scores[b] - scores[a]));
      Vector difference = Vector::Zero(n);
      difference[a] = 1;
      difference[b] = -1;
      gradient += (static_cast<double>(met.a_wins) - games * p) * difference;
      hessian += games * p * (1 - p) * difference * difference.transpose();
    }
    scores += hessian.llt().solve(gradient);
  }
  return scores;
}

TEST(SparseFit, IsThatOfWholeMatrices) {
  SelfComm comm;
  for (const double ridge : {1e-3, 0.25}) {
    const auto pairs = some_pairs(60, 200);
    const SparseFit fit = fit_sparse(comm, 60, pairs, ridge);
    // The gradient over the ridge bounds the distance to the maximum.
    EXPECT_LT(fit.gradient, 1e-7);
    EXPECT_LT((fit.scores - dense_fit(60, pairs, ridge)).norm(),
              std::sqrt(60.0) * fit.gradient / ridge + 1e-9);
  }
}

TEST(SparseFit, OfOnePairIsItsLogOdds) {
  SelfComm comm;
  const SparseFit fit = fit_sparse(comm, 3, {{{id(0), id(2)}, 30, 10}}, 1e-9);
  EXPECT_NEAR(fit.scores[0] - fit.scores[2], std::log(3.0), 1e-6);
  EXPECT_EQ(fit.scores[1], 0);
  EXPECT_NEAR(fit.standard_errors[0], 1 / std::sqrt(40 * 0.75 * 0.25), 1e-6);
  EXPECT_NEAR(fit.standard_errors[1], 1 / std::sqrt(1e-9), 1);
}

TEST(SparseFit, StaysFiniteWhereSomeoneWinsAll) {
  SelfComm comm;
  const SparseFit fit = fit_sparse(comm, 2, {{{id(0), id(1)}, 1000, 0}}, 0.25);
  EXPECT_TRUE(fit.scores.allFinite());
  EXPECT_GT(fit.scores[0], 2);
  EXPECT_NEAR(fit.scores[0], -fit.scores[1], 1e-9);
}

TEST(SparseFit, OfNothingIsNothing) {
  SelfComm comm;
  EXPECT_EQ(fit_sparse(comm, 10, {}, 0.25).scores, Vector::Zero(10));
}

// Pairs lie on other ranks, in other orders, and in parts: 5000 candidates are five runs.
TEST(SparseFit, IsTheSameOnAnyNumberOfRanks) {
  const auto pairs = some_pairs(5000, 20'000);
  const auto fitted = [&](int ranks) {
    std::vector<double> scores;
    on_threads(ranks, [&](Communicator& comm) {
      std::vector<MetPair> mine;
      const auto size = static_cast<std::size_t>(comm.size()), rank = static_cast<std::size_t>(comm.rank());
      for (std::size_t i = pairs.size(); i-- > 0;)
        if (i % size == rank) mine.push_back(pairs[i]);
      const SparseFit fit = fit_sparse(comm, 5000, mine, 0.25);
      const auto all =
          all_gather_values<double>(comm, {fit.scores.data(), static_cast<std::size_t>(fit.scores.size())});
      if (comm.rank() == 0) scores = all;
    });
    return scores;
  };
  const std::vector<double> one = fitted(1);
  ASSERT_EQ(one.size(), 5000U);
  for (const int ranks : {2, 3, 4, 7}) EXPECT_EQ(fitted(ranks), one) << ranks;
}

// A hub that everyone played, and a chain: systems of any condition.
TEST(SparseFit, KnowsStarsAndChains) {
  SelfComm comm;
  std::vector<MetPair> star, chain;
  for (std::uint64_t i = 1; i < 100; ++i) {
    star.push_back({{id(0), id(i)}, 15, 5 + i % 10});
    chain.push_back({{id(i - 1), id(i)}, 11, 10});
  }
  for (const auto* pairs : {&star, &chain})
    EXPECT_LT(
        (fit_sparse(comm, 100, *pairs, 0.01).scores - dense_fit(100, *pairs, 0.01)).lpNorm<Eigen::Infinity>(),
        1e-6);
}

}  // namespace
}  // namespace megabandit
