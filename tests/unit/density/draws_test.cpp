// Draws, lists and proposals come to the sum over all actions (DSO specification 5.3, 6.1).
#include "density/dense/draws.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "density/dense/gradient.hpp"
#include "density/marginal/sampled.hpp"
#include "unit/density/expectations.hpp"

namespace megabandit {
namespace {

std::span<const double> span_of(const Eigen::RowVectorXd& row) {
  return {row.data(), static_cast<std::size_t>(row.size())};
}

/// One round of a small problem: what sentence 4 tells.
struct OneRound {
  SmallProblem problem{6};
  Kernel kernel{KernelKind::gaussian, 1.0};
  Eigen::RowVectorXd log_kernel = kernel_around(problem, kernel, problem.places(4) + 0.3);
  Eigen::RowVectorXd log_kappa = log_kappa_of(problem, log_kernel);
  Eigen::RowVectorXd log_policy = problem.policy.array().log();
  Eigen::RowVectorXd log_logging = problem.logging.array().log();
  DenseRound round{span_of(log_policy), log_sum_exp(span_of(log_logging), span_of(log_kappa)), 1.7};

  std::vector<double> exact() const {
    RowMatrix<double> gradient = RowMatrix<double>::Zero(1, kPrompts);
    const std::vector<double> log_rho{round.log_rho}, reward{round.reward};
    add_dso({RowMatrix<double>(log_policy), RowMatrix<double>(log_kappa), log_rho, reward}, kUnguarded,
            gradient);
    return {gradient.data(), gradient.data() + kPrompts};
  }
};

TEST(SampledGradient, AveragesToTheSumOverAllActions) {  // (DSO specification T12)
  const OneRound one;
  constexpr std::uint64_t groups = 1000, each = 1000;
  const auto drawn = draw_actions(one.round.log_policy, {3, Stream::sampling, 0, 0}, groups * each);
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(kPrompts), squares = sum;
  for (std::uint64_t group = 0; group < groups; ++group) {
    const std::span<const ActionId> actions(drawn.data() + group * each, each);
    std::vector<double> log_kernel;  // of one sentence that each prompt makes
    for (std::uint64_t m = 0; m < each; ++m) {
      const Eigen::RowVectorXd law = one.problem.sentences.row(actions[m].value).array().log();
      const auto sentence = draw_actions(span_of(law), {3, Stream::density, 0, group * each + m}, 1);
      log_kernel.push_back(one.log_kernel(sentence.front().value));
    }
    std::vector<double> gradient(kPrompts);
    add_dso_sampled(one.round, actions, log_kernel, kUnguarded, gradient);
    const Eigen::Map<const Eigen::ArrayXd> mean(gradient.data(), kPrompts);
    sum += mean;
    squares += mean.square();
  }
  const auto exact = one.exact();
  for (Eigen::Index a = 0; a < kPrompts; ++a) {
    const double mean = sum(a) / groups, variance = squares(a) / groups - mean * mean;
    EXPECT_NEAR(mean, exact[static_cast<std::size_t>(a)], 5 * std::sqrt(variance / groups)) << a;
  }
}

TEST(SampledGradient, ClipsEveryDrawAsReleased) {
  const OneRound one;
  const std::vector<ActionId> drawn{ActionId{1}, ActionId{3}};
  const std::vector<double> log_kernel{one.round.log_rho + std::log(1000.0),
                                       one.round.log_rho + std::log(0.5)};
  std::vector<double> gradient(kPrompts);
  const WeightStatistics statistics = add_dso_sampled(one.round, drawn, log_kernel, {}, gradient);
  EXPECT_EQ(statistics.rounds, 2U);
  EXPECT_EQ(statistics.clipped, 1U);
  for (Eigen::Index b = 0; b < kPrompts; ++b) {
    const double push = (b == 1 ? 200 : 0) + (b == 3 ? 0.5 : 0) - 200.5 * one.problem.policy(b);
    EXPECT_NEAR(gradient[static_cast<std::size_t>(b)], 1.7 / 2 * push, 1e-9);
  }
}

TEST(SparseGradient, IsTheWholeOneWhereAllActionsAreNeighbours) {  // (DSO specification T20)
  const OneRound one;
  Neighbours all;
  for (std::uint32_t a = 0; a < kPrompts; ++a) {
    all.actions.emplace_back(a);
    all.log_kappa.push_back(one.log_kappa(a));
  }
  std::vector<double> gradient(kPrompts);
  const WeightStatistics statistics = add_dso_sparse(one.round, all, kUnguarded, gradient);
  const auto exact = one.exact();
  for (std::size_t a = 0; a < kPrompts; ++a) EXPECT_NEAR(gradient[a], exact[a], 1e-12);
  EXPECT_NEAR(log_rho_truncated(all, span_of(one.log_logging)), one.round.log_rho, 1e-12);
  EXPECT_NEAR(statistics.mean_weight(),
              std::exp(log_sum_exp(one.round.log_policy, all.log_kappa) - one.round.log_rho), 1e-12);
}

TEST(ProposedGradient, IsTheWholeOneWhereEveryActionIsProposedOnce) {
  const OneRound one;
  std::vector<ActionId> actions;
  std::vector<double> log_score, log_kappa;
  for (std::uint32_t a = 0; a < kPrompts; ++a) {
    actions.emplace_back(a);
    log_score.push_back(one.log_policy(a) + 3);  // logits need no normaliser
    log_kappa.push_back(one.log_kappa(a));
  }
  const std::vector<double> log_proposal(kPrompts, std::log(0.2));
  std::vector<double> gradient(kPrompts);
  add_dso_proposed(one.round, {actions, log_score, log_proposal, log_kappa}, kUnguarded, gradient);
  const auto exact = one.exact();
  for (std::size_t a = 0; a < kPrompts; ++a) EXPECT_NEAR(gradient[a], exact[a], 1e-12);
}

TEST(ProposedGradient, ComesNearerWithMoreDraws) {  // (DSO specification T20)
  const OneRound one;
  const std::vector<double> log_uniform(kPrompts, std::log(1.0 / kPrompts));
  const auto exact = one.exact();
  const auto error = [&](std::uint64_t draws) {
    double square = 0;
    for (std::uint64_t repeat = 0; repeat < 200; ++repeat) {
      const auto actions = draw_actions(log_uniform, {9, Stream::sampling, 1, repeat}, draws);
      std::vector<double> log_score, log_proposal(draws, 0.0), log_kappa, gradient(kPrompts);
      for (const ActionId action : actions) {
        log_score.push_back(one.log_policy(action.value));
        log_kappa.push_back(one.log_kappa(action.value));
      }
      add_dso_proposed(one.round, {actions, log_score, log_proposal, log_kappa}, kUnguarded, gradient);
      for (std::size_t a = 0; a < kPrompts; ++a)
        square += (gradient[a] - exact[a]) * (gradient[a] - exact[a]);
    }
    return std::sqrt(square);
  };
  // Sixteen times the draws: a quarter of the error, itself known to about a tenth.
  EXPECT_NEAR(error(1024) / error(64), 0.25, 0.06);
}

TEST(DrawGradients, OfUnsupportedPivotsAreNothing) {
  OneRound one;
  one.round.log_rho = -std::numeric_limits<double>::infinity();
  const std::vector<ActionId> actions{ActionId{0}};
  const std::vector<double> number{0.0};
  std::vector<double> gradient(kPrompts);
  EXPECT_EQ(add_dso_sampled(one.round, actions, number, {}, gradient).unsupported, 1U);
  EXPECT_EQ(add_dso_sparse(one.round, {actions, number}, {}, gradient).unsupported, 1U);
  EXPECT_EQ(add_dso_proposed(one.round, {actions, number, number, number}, {}, gradient).unsupported, 1U);
  EXPECT_EQ(gradient, std::vector<double>(kPrompts, 0.0));
}

}  // namespace
}  // namespace megabandit
