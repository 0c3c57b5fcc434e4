// Where the outputs are the actions themselves, known estimators come out (DSO specification 5.7, 6.1).
#include <cmath>

#include <gtest/gtest.h>

#include "density/dense/gradient.hpp"
#include "density/kappa.hpp"
#include "density/marginal/clusters.hpp"
#include "density/marginal/enumerated.hpp"
#include "unit/density/small_problem.hpp"

namespace megabandit {
namespace {

constexpr Eigen::Index kRounds = 12, kActions = 15;
constexpr std::uint32_t kClusters = 4;

double normal_of(std::uint32_t what, Eigen::Index index) {
  return normal({23, Stream::probe, what, static_cast<std::uint64_t>(index)});
}

/// A log of items, of which any estimator can be computed.
struct Items {
  RowMatrix<double> policy = SmallProblem::chances(23, 1, kRounds, kActions);
  RowMatrix<double> logging = SmallProblem::chances(23, 2, kRounds, kActions);
  std::vector<std::uint32_t> cluster;
  std::vector<Eigen::Index> logged;
  std::vector<double> reward;
  RowMatrix<float> embeddings{kActions, 3};

  Items() {
    for (Eigen::Index a = 0; a < kActions; ++a)
      cluster.push_back(static_cast<std::uint32_t>(a * a % kClusters));
    for (Eigen::Index i = 0; i < kRounds; ++i) {
      logged.push_back(i * 7 % kActions);
      reward.push_back(normal_of(5, i));
    }
    for (Eigen::Index k = 0; k < embeddings.size(); ++k)
      embeddings.data()[k] = static_cast<float>(normal_of(6, k));
  }
  WeightStatistics estimate(const RowMatrix<double>& log_kappa) const {
    const RowMatrix<double> log_policy = policy.array().log(), log_logging = logging.array().log();
    const std::vector<double> log_rho = log_rho_enumerated(log_logging, log_kappa);
    RowMatrix<double> ignored = RowMatrix<double>::Zero(kRounds, kActions);
    return add_dso({log_policy, log_kappa, log_rho, reward}, kUnguarded, ignored);
  }
};

TEST(KernelImportanceSampling, WithAPartitionIsMips) {  // (DSO specification T17)
  const Items items;
  RowMatrix<double> log_kappa(kRounds, kActions);
  double mips = 0;
  for (Eigen::Index i = 0; i < kRounds; ++i) {
    const std::uint32_t seen =
        items.cluster[static_cast<std::size_t>(items.logged[static_cast<std::size_t>(i)])];
    log_kappa_of_partition(seen, items.cluster, {log_kappa.row(i).data(), kActions});
    double above = 0, below = 0;
    for (Eigen::Index a = 0; a < kActions; ++a)
      if (items.cluster[static_cast<std::size_t>(a)] == seen) {
        above += items.policy(i, a);
        below += items.logging(i, a);
      }
    mips += above / below * items.reward[static_cast<std::size_t>(i)] / kRounds;
  }
  EXPECT_NEAR(items.estimate(log_kappa).value(), mips, 1e-12);
}

TEST(KernelImportanceSampling, OfItemsHasTheWeightsOfPolicyConvolution) {  // (DSO specification T17)
  const Items items;
  const double h = 0.9;
  RowMatrix<double> pivots(kRounds, 3);
  double convolved = 0;
  for (Eigen::Index i = 0; i < kRounds; ++i) {
    const Eigen::Index seen = items.logged[static_cast<std::size_t>(i)];
    pivots.row(i) = items.embeddings.row(seen).cast<double>();
    double above = 0, below = 0;
    for (Eigen::Index a = 0; a < kActions; ++a) {
      double square = 0;
      for (Eigen::Index k = 0; k < 3; ++k) {
        const double off = double{items.embeddings(a, k)} - double{items.embeddings(seen, k)};
        square += off * off;
      }
      above += items.policy(i, a) * std::exp(-square / (2 * h * h));
      below += items.logging(i, a) * std::exp(-square / (2 * h * h));
    }
    convolved += above / below * items.reward[static_cast<std::size_t>(i)] / kRounds;
  }
  const SmoothedKernel kernel({KernelKind::gaussian, h}, 0, 3);
  const OutputDistances distances({items.embeddings.data(), kActions, 3});
  EXPECT_NEAR(items.estimate(log_kappa(kernel, distances, pivots)).value(), convolved, 1e-12);
}

/// The first stage of POTEC: its actions are clusters, what is seen is the logged action's cluster.
struct FirstStage {
  Items items;
  RowMatrix<double> logits{kRounds, kClusters}, log_kappa{kRounds, kClusters}, best{kRounds, kClusters};
  std::vector<double> log_rho, of_seen;

  FirstStage() {
    log_kappa.setConstant(-std::numeric_limits<double>::infinity());
    for (Eigen::Index i = 0; i < kRounds; ++i) {
      const auto seen = items.cluster[static_cast<std::size_t>(items.logged[static_cast<std::size_t>(i)])];
      log_kappa(i, seen) = 0;
      log_rho.push_back(marginals(i)[seen]);
      of_seen.push_back(normal_of(8, i));
    }
    for (Eigen::Index k = 0; k < logits.size(); ++k) {
      logits.data()[k] = normal_of(9, k);
      best.data()[k] = normal_of(10, k);
    }
  }
  std::vector<double> marginals(Eigen::Index i) const {
    const Eigen::RowVectorXd log_logging = items.logging.row(i).array().log();
    return log_cluster_chances({log_logging.data(), kActions}, items.cluster, kClusters);
  }
  double add(const RowMatrix<double>& at, RowMatrix<double>& gradient) const {
    const RowMatrix<double> log_policy = log_softmax(at);
    const RobustSums sums =
        add_dso_dr({log_policy, log_kappa, log_rho, items.reward}, {best, of_seen}, kUnguarded, gradient);
    return sums.weights.terms + sums.modelled;
  }
};

TEST(FirstStageOfPotec, HasMarginalsThatAddUpAndNothingForEmptyClusters) {  // (DSO specification T18)
  const FirstStage stage;
  ASSERT_EQ(std::ranges::count(stage.items.cluster, 2U), 0);  // squares are 0 or 1 modulo 4
  for (Eigen::Index i = 0; i < kRounds; ++i) {
    double sum = 0;
    for (const double log_chance : stage.marginals(i)) sum += std::exp(log_chance);
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_EQ(std::exp(stage.marginals(i)[2]), 0);
  }
  // A round that claims to be of the empty cluster counts nothing.
  const RowMatrix<double> log_policy = log_softmax(stage.logits.topRows(1));
  RowMatrix<double> log_kappa = stage.log_kappa.topRows(1), gradient = RowMatrix<double>::Zero(1, kClusters);
  log_kappa.setConstant(-std::numeric_limits<double>::infinity());
  log_kappa(0, 2) = 0;
  const std::vector<double> log_rho{stage.marginals(0)[2]}, reward{1};
  EXPECT_EQ(add_dso({log_policy, log_kappa, log_rho, reward}, {}, gradient).unsupported, 1U);
  EXPECT_TRUE(gradient.isZero(0));
}

TEST(FirstStageOfPotec, HasTheGradientOfItsSurrogate) {  // (DSO specification T18)
  const FirstStage stage;
  RowMatrix<double> gradient = RowMatrix<double>::Zero(kRounds, kClusters), ignored = gradient;
  stage.add(stage.logits, gradient);
  RowMatrix<double> at = stage.logits, numeric = gradient;
  for (Eigen::Index k = 0; k < at.size(); ++k) {
    const double here = at.data()[k], step = 1e-5;
    at.data()[k] = here + step;
    const double above = stage.add(at, ignored);
    at.data()[k] = here - step;
    numeric.data()[k] = (above - stage.add(at, ignored)) / (2 * step);
    at.data()[k] = here;
  }
  EXPECT_LE((gradient - numeric).norm(), 1e-6 * gradient.norm());
}

}  // namespace
}  // namespace megabandit
