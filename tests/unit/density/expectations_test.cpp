// What the gradient is on average (DSO specification 1.9.3, 6.1), by enumeration.
#include "unit/density/expectations.hpp"

#include <gtest/gtest.h>

namespace megabandit {
namespace {

constexpr double kExact = 1e-10;
constexpr std::uint64_t kSeeds[] = {1, 2, 3};

double largest(const Eigen::RowVectorXd& difference) { return difference.cwiseAbs().maxCoeff(); }

Eigen::RowVectorXd ones() { return Eigen::RowVectorXd::Ones(kSentences); }

TEST(ExpectedGradient, IsTheTrueOneWhenTheKernelIsNarrow) {  // (DSO specification T1)
  for (const auto seed : kSeeds) {
    const SmallProblem problem(seed);
    const Eigen::RowVectorXd truth = problem.gradient_of(problem.rewards);
    const double h = 1e-3 * 0.6;
    EXPECT_LE(largest(expected_gradient(randomised_rounds(problem, h), problem.rewards) - truth), kExact);
    for (const auto kind : {KernelKind::gaussian, KernelKind::uniform})
      EXPECT_LE(largest(expected_gradient(centred_rounds(problem, {kind, h}), problem.rewards) - truth),
                kExact);
  }
}

TEST(Weights, AreThoseOfSentencesNotOfActionsWhenTheKernelIsNarrow) {  // (DSO specification T3)
  for (const auto seed : kSeeds) {
    const SmallProblem problem(seed);
    const Enumerated rounds = centred_rounds(problem, {KernelKind::gaussian, 1e-3});
    const std::vector<double> rewards(rounds.chance.size(), 1.0);
    const DenseRounds block{rounds.log_policy, rounds.log_kappa, rounds.log_rho, rewards};
    RowMatrix<double> gradient = RowMatrix<double>::Zero(rounds.size(), kPrompts);
    add_dso(block, kUnguarded, gradient);
    double beside_actions = 0;
    for (Eigen::Index s = 0; s < kSentences; ++s) {
      const double made = problem.of_sentences(problem.policy)(s);
      const double weight = std::exp(log_weights(block, kUnguarded)[static_cast<std::size_t>(s)]);
      EXPECT_NEAR(weight, made / problem.of_sentences(problem.logging)(s), 1e-12 * weight);
      // The posterior's score: sum_a pi(a | s) (e_a - pi).
      const Eigen::RowVectorXd score =
          problem.policy.cwiseProduct(problem.sentences.col(s).transpose()) / made - problem.policy;
      EXPECT_LE(largest(gradient.row(s) - weight * score), 1e-12);
      for (Eigen::Index a = 0; a < kPrompts; ++a)
        beside_actions = std::max(beside_actions, std::abs(weight - problem.policy(a) / problem.logging(a)));
    }
    EXPECT_GT(beside_actions, 1e-3);
  }
}

TEST(Weights, AreOneAndGradientsNothingWhenTheKernelIsWide) {  // (DSO specification T4)
  for (const auto seed : kSeeds) {
    const SmallProblem problem(seed);
    for (const Kernel kernel : {Kernel{KernelKind::gaussian, 1e6}, Kernel{KernelKind::uniform, 9}}) {
      const Enumerated rounds = centred_rounds(problem, kernel);
      const std::vector<double> rewards(rounds.chance.size(), 3.0);
      const DenseRounds block{rounds.log_policy, rounds.log_kappa, rounds.log_rho, rewards};
      RowMatrix<double> gradient = RowMatrix<double>::Zero(rounds.size(), kPrompts);
      add_dso(block, kUnguarded, gradient);
      for (const double log_weight : log_weights(block, kUnguarded))
        EXPECT_NEAR(std::exp(log_weight), 1, 1e-9);
      EXPECT_LE(gradient.cwiseAbs().maxCoeff(), 1e-9);
    }
  }
}

TEST(ExpectedGradient, OfAPartitionIsThatOfRewardsSmoothedWithinBlocks) {  // (DSO specification T5)
  for (const auto seed : kSeeds) {
    const SmallProblem problem(seed);
    const Enumerated rounds = partition_rounds(problem, 3);
    const Eigen::RowVectorXd seen = problem.of_sentences(problem.logging);
    Eigen::RowVectorXd smoothed(kSentences);
    for (Eigen::Index s = 0; s < kSentences; ++s) {
      const Eigen::Index block = s / 3 * 3;
      smoothed(s) =
          seen.segment(block, 3).dot(problem.rewards.segment(block, 3)) / seen.segment(block, 3).sum();
    }
    EXPECT_LE(largest(expected_gradient(rounds, problem.rewards) - problem.gradient_of(smoothed)), kExact);
    // Constant within blocks: nothing is smoothed away.
    EXPECT_LE(largest(expected_gradient(rounds, smoothed) - problem.gradient_of(smoothed)), kExact);
  }
}

/// Rr(s') = Int K(phi | s') R^{pi0}(phi) dphi (1.9.3).
Eigen::RowVectorXd smoothed_by_pivots(const SmallProblem& problem, double h) {
  const NormalGrid grid;
  const Eigen::RowVectorXd seen = problem.of_sentences(problem.logging);
  Eigen::RowVectorXd smoothed = Eigen::RowVectorXd::Zero(kSentences);
  for (Eigen::Index s = 0; s < kSentences; ++s)
    for (std::size_t k = 0; k < grid.points.size(); ++k) {
      const Eigen::RowVectorXd log_kernel =
          kernel_around(problem, {KernelKind::gaussian, h}, problem.places(s) + h * grid.points[k]);
      const Eigen::RowVectorXd near = seen.array() * (log_kernel.array() - log_kernel.maxCoeff()).exp();
      smoothed(s) += grid.weights[k] * near.dot(problem.rewards) / near.sum();
    }
  return smoothed;
}

TEST(ExpectedGradient, WithDrawnPivotsIsThatOfRewardsSmoothedTwice) {  // (DSO specification T6)
  for (const auto seed : kSeeds)
    for (const double h : {0.4, 1.0, 3.0}) {
      const SmallProblem problem(seed);
      EXPECT_LE(largest(expected_gradient(randomised_rounds(problem, h), problem.rewards) -
                        problem.gradient_of(smoothed_by_pivots(problem, h))),
                kExact);
    }
}

TEST(ExpectedGradient, WithCentredPivotsIsThatOfRewardsWeighedByDensity) {  // (DSO specification T7)
  for (const auto seed : kSeeds)
    for (const Kernel kernel : {Kernel{KernelKind::gaussian, 1}, Kernel{KernelKind::uniform, 1.5}}) {
      const SmallProblem problem(seed);
      const Eigen::RowVectorXd seen = problem.of_sentences(problem.logging);
      Eigen::RowVectorXd weighed = Eigen::RowVectorXd::Zero(kSentences);  // Rc (1.9.3)
      for (Eigen::Index s = 0; s < kSentences; ++s) {
        const Eigen::RowVectorXd near = kernel_around(problem, kernel, problem.places(s)).array().exp();
        weighed += seen(s) / seen.dot(near) * problem.rewards(s) * near;
      }
      EXPECT_LE(largest(expected_gradient(centred_rounds(problem, kernel), problem.rewards) -
                        problem.gradient_of(weighed)),
                kExact);
    }
}

TEST(ExpectedGradient, OfConstantRewardsIsNothingForDrawnPivotsOnly) {  // (DSO specification T8)
  for (const auto seed : kSeeds) {
    const SmallProblem problem(seed);
    EXPECT_LE(largest(expected_gradient(randomised_rounds(problem, 1), ones())), kExact);
    EXPECT_GT(largest(expected_gradient(centred_rounds(problem, {KernelKind::gaussian, 1}), ones())), 1e-4);
  }
}

TEST(ExpectedGradient, WithDrawnPivotsDoesNotChangeWithABaseline) {  // (DSO specification T9)
  for (const auto seed : kSeeds) {
    const SmallProblem problem(seed);
    const Enumerated rounds = randomised_rounds(problem, 1);
    EXPECT_LE(largest(expected_gradient(rounds, problem.rewards + 5 * ones()) -
                      expected_gradient(rounds, problem.rewards)),
              kExact);
  }
}

TEST(Weights, AverageToOneAndVaryLessThanThoseOfActions) {  // (DSO specification T10)
  for (const auto seed : kSeeds) {
    const SmallProblem problem(seed);
    const double of_actions = problem.policy.cwiseAbs2().cwiseQuotient(problem.logging).sum();
    for (const Enumerated& rounds : {randomised_rounds(problem, 1), partition_rounds(problem, 2)}) {
      const std::vector<double> rewards(rounds.chance.size(), 1.0);
      const auto log_weight =
          log_weights({rounds.log_policy, rounds.log_kappa, rounds.log_rho, rewards}, kUnguarded);
      double mean = 0, square = 0;
      for (std::size_t i = 0; i < log_weight.size(); ++i) {
        mean += rounds.chance[i] * std::exp(log_weight[i]);
        square += rounds.chance[i] * std::exp(2 * log_weight[i]);
      }
      EXPECT_NEAR(mean, 1, kExact);
      EXPECT_LT(square, of_actions);
    }
  }
}

}  // namespace
}  // namespace megabandit
