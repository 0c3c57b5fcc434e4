// What guards do, and that they do nothing else (DSO specification 4, 6.1).
#include "density/dense/guards.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "density/dense/gradient.hpp"
#include "density/kappa.hpp"
#include "density/marginal/enumerated.hpp"
#include "density/pivot.hpp"

namespace megabandit {
namespace {

constexpr double kNothing = -std::numeric_limits<double>::infinity();

/// Two actions, one of which alone meets what was seen; the weight of round i is weights[i].
struct WeighedRounds {
  RowMatrix<double> log_policy, log_kappa;
  std::vector<double> log_rho, reward;

  WeighedRounds(const std::vector<double>& weights, std::vector<double> rewards)
      : reward(std::move(rewards)) {
    log_policy = RowMatrix<double>::Constant(std::ssize(weights), 2, std::log(0.5));
    log_kappa = RowMatrix<double>::Zero(std::ssize(weights), 2);
    log_kappa.col(1).setConstant(kNothing);
    for (const double weight : weights) log_rho.push_back(std::log(0.5 / weight));
  }
  WeightStatistics add(const Guards& guards, RowMatrix<double>& gradient) const {
    gradient = RowMatrix<double>::Zero(log_policy.rows(), 2);
    return add_dso({log_policy, log_kappa, log_rho, reward}, guards, gradient);
  }
};

TEST(Guards, ClippingInScoreAndObjectiveDiffersOnClippedRoundsAlone) {  // (DSO specification T23)
  const WeighedRounds rounds({0.5, 20, 3, 50}, {1, 1, -1, -2});
  Guards guards{.weight_limit = 10};
  RowMatrix<double> score, objective, free;
  const WeightStatistics statistics = rounds.add(guards, score);
  guards.mode = ClipMode::objective;
  const WeightStatistics same = rounds.add(guards, objective);
  rounds.add({.weight_limit = 1e9}, free);
  EXPECT_EQ(statistics.clipped, 2U);
  EXPECT_EQ(same.clipped, 2U);
  EXPECT_DOUBLE_EQ(statistics.terms, 0.5 + 10 - 3 - 20);
  EXPECT_DOUBLE_EQ(same.terms, statistics.terms);
  for (const Eigen::Index untouched : {0, 2}) {
    EXPECT_EQ(score.row(untouched), free.row(untouched));
    EXPECT_EQ(objective.row(untouched), free.row(untouched));
  }
  for (const Eigen::Index clipped : {1, 3}) EXPECT_TRUE(objective.row(clipped).isZero(0));
  EXPECT_TRUE(score.row(1).isApprox(free.row(1) / 2, 1e-12));
  EXPECT_TRUE(score.row(3).isApprox(free.row(3) / 5, 1e-12));
}

TEST(Guards, LimitsOfTermsHoldForRewardsOfEitherSign) {
  const WeighedRounds rounds({4, 4, 1}, {5, -5, 1});
  RowMatrix<double> gradient;
  const WeightStatistics statistics = rounds.add({.term_limit = 10}, gradient);
  EXPECT_EQ(statistics.clipped, 2U);
  EXPECT_NEAR(statistics.terms, 10 - 10 + 1, 1e-12);
  EXPECT_NEAR(statistics.weights, 2 + 2 + 1, 1e-12);
  EXPECT_LE((gradient.row(0) + gradient.row(1)).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(Guards, PivotsFarFromEverythingAreCountedAndNeverNumbersThatAreNone) {  // (DSO specification T21)
  const Eigen::Index actions = 7, rounds = 4;
  RowMatrix<float> outputs(actions, 2);
  for (Eigen::Index a = 0; a < actions; ++a) outputs.row(a) << static_cast<float>(a), 1.0F;
  for (const KernelKind kind : {KernelKind::gaussian, KernelKind::uniform})
    for (const double noise : {0.0, 0.1}) {
      const Kernel kernel{kind, 0.5};
      const RowMatrix<double> pivots = RowMatrix<double>::Constant(rounds, 2, 1e3 * 0.5 + 10);
      const SmoothedKernel smoothed(kernel, noise, 2);
      const RowMatrix<double> log_kappa =
          megabandit::log_kappa(smoothed, OutputDistances({outputs.data(), actions, 2}), pivots);
      const RowMatrix<double> log_policy = log_softmax(RowMatrix<double>::Zero(rounds, actions));
      const std::vector<double> log_rho = log_rho_enumerated(log_policy, log_kappa), reward(4, 1.0);
      const Guards guards{.log_density_floor =
                              log_density_floor(smoothed, PivotKind::randomised, std::sqrt(noise), 2)};
      RowMatrix<double> gradient = RowMatrix<double>::Zero(rounds, actions);
      const DenseRounds block{log_policy, log_kappa, log_rho, reward};
      const WeightStatistics statistics = add_dso(block, guards, gradient);
      EXPECT_EQ(statistics.unsupported, 4U);
      EXPECT_EQ(statistics.rounds, 4U);
      EXPECT_EQ(statistics.mean_weight(), 0);
      EXPECT_EQ(statistics.value(), 0);
      EXPECT_TRUE(gradient.isZero(0));
      EXPECT_TRUE(credits(block, guards).isZero(0));
      add_self_normalised(block, statistics, guards, gradient);
      EXPECT_TRUE(gradient.isZero(0));
    }
}

TEST(Guards, WeightsBeyondAllNumbersAreClippedNotInfinite) {
  WeighedRounds rounds({1, 1}, {1, -1});
  rounds.log_rho = {-1e4, -1e4};
  RowMatrix<double> gradient;
  const WeightStatistics statistics = rounds.add({.log_density_floor = -1e300}, gradient);
  EXPECT_EQ(statistics.clipped, 2U);
  EXPECT_NEAR(statistics.mean_weight(), 200, 1e-9);
  EXPECT_GT(statistics.log_largest, 9e3);
  EXPECT_TRUE(gradient.allFinite());
}

TEST(DensityFloor, LetsPassWhatDistanceAloneTakesInManyDimensions) {
  // A pivot drawn around an output of 1000 numbers is sqrt(1000) h away: exp(-500) of the peak, and no fault.
  for (const int dimensions : {1, 5, 1000})
    for (const Kernel kernel : {Kernel{KernelKind::gaussian, 2}, Kernel{KernelKind::uniform, 2}}) {
      const SmoothedKernel smoothed(kernel, 0.0025, dimensions);
      const double floor = log_density_floor(smoothed, PivotKind::randomised, 0.05, dimensions);
      const double drawn = kernel.kind == KernelKind::gaussian ? dimensions * 4.0 : 4.0;
      EXPECT_GT(smoothed.log_value(drawn + dimensions * 0.0025), floor);
      EXPECT_LT(smoothed.log_value(1e6 * 4), floor);
      EXPECT_LE(log_density_floor(smoothed, PivotKind::centred, 0.05, dimensions), kLogDensityFloor);
    }
}

TEST(Guards, NoFloorSupportsADensityOfNothing) {
  EXPECT_FALSE(supported(kNothing, {.log_density_floor = kNothing}));
  EXPECT_TRUE(supported(-1e5, {.log_density_floor = kNothing}));
}

TEST(WeightStatistics, OfPartsAddUp) {
  const WeighedRounds one({0.5, 20, 3}, {1, 1, -1}), other({2, 300}, {1, 2});
  const WeighedRounds whole({0.5, 20, 3, 2, 300}, {1, 1, -1, 1, 2});
  RowMatrix<double> gradient;
  const Guards guards{.weight_limit = 100};
  WeightStatistics sum = one.add(guards, gradient);
  sum += other.add(guards, gradient);
  const WeightStatistics all = whole.add(guards, gradient);
  EXPECT_EQ(sum.rounds, all.rounds);
  EXPECT_EQ(sum.clipped, all.clipped);
  EXPECT_NEAR(sum.mean_weight(), all.mean_weight(), 1e-12);
  EXPECT_NEAR(sum.effective_sample_size(), all.effective_sample_size(), 1e-9);
  EXPECT_EQ(sum.log_largest, all.log_largest);
}

}  // namespace
}  // namespace megabandit
