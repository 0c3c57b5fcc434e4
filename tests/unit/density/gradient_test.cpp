// The gradient of blocks of rounds (DSO specification 6.1).
#include "density/dense/gradient.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "density/kappa.hpp"
#include "density/marginal/enumerated.hpp"
#include "unit/density/expectations.hpp"

namespace megabandit {
namespace {

RowMatrix<double> drawn(Eigen::Index rows, Eigen::Index columns, std::uint32_t what) {
  RowMatrix<double> matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i)
    matrix.data()[i] = normal({17, Stream::probe, what, static_cast<std::uint64_t>(i)});
  return matrix;
}

/// Rounds of a catalogue of items on which a kernel looks.
struct Rounds {
  static constexpr Eigen::Index kRounds = 6, kActions = 20, kColumns = 3;
  RowMatrix<double> logits = drawn(kRounds, kActions, 1);
  RowMatrix<double> log_logging = log_softmax(drawn(kRounds, kActions, 2));
  RowMatrix<float> outputs = drawn(kActions, kColumns, 3).cast<float>();
  RowMatrix<double> pivots = drawn(kRounds, kColumns, 4);
  RowMatrix<double> log_kappa;
  std::vector<double> log_rho, reward{1, -0.5, 2, 0.3, -1, 0.7};

  explicit Rounds(const Kernel& kernel = {KernelKind::gaussian, 0.8})
      : log_kappa(megabandit::log_kappa(SmoothedKernel(kernel, 0, kColumns),
                                        OutputDistances({outputs.data(), kActions, kColumns}), pivots)),
        log_rho(log_rho_enumerated(log_logging, log_kappa)) {}

  static RowMatrix<double> nothing() { return RowMatrix<double>::Zero(kRounds, kActions); }
  RowMatrix<double> gradient(const RowMatrix<double>& log_policy, const Guards& guards = kUnguarded) const {
    RowMatrix<double> sum = nothing();
    add_dso({log_policy, log_kappa, log_rho, reward}, guards, sum);
    return sum;
  }
  /// J(theta) without its 1 / n, and the weights it is made of.
  WeightStatistics sums(const RowMatrix<double>& logits_there) const {
    RowMatrix<double> ignored = nothing();
    const RowMatrix<double> log_policy = log_softmax(logits_there);
    return add_dso({log_policy, log_kappa, log_rho, reward}, kUnguarded, ignored);
  }
};

double largest(const RowMatrix<double>& difference) { return difference.cwiseAbs().maxCoeff(); }

/// Central differences of `value` by each of `parameters`.
template <class Value>
RowMatrix<double> differences(RowMatrix<double> parameters, const Value& value) {
  RowMatrix<double> result = parameters;
  for (Eigen::Index p = 0; p < parameters.size(); ++p) {
    const double at = parameters.data()[p], step = 1e-5;
    parameters.data()[p] = at + step;
    const double above = value(parameters);
    parameters.data()[p] = at - step;
    result.data()[p] = (above - value(parameters)) / (2 * step);
    parameters.data()[p] = at;
  }
  return result;
}

TEST(DsoGradient, IsThatOfActionsWhenOutputsTellThemApart) {  // (DSO specification T2)
  Rounds rounds({KernelKind::gaussian, 1e-3});
  const std::vector<Eigen::Index> logged{3, 0, 19, 7, 7, 11};
  for (Eigen::Index i = 0; i < Rounds::kRounds; ++i)
    rounds.pivots.row(i) = rounds.outputs.row(logged[static_cast<std::size_t>(i)]).cast<double>();
  rounds.log_kappa = log_kappa(SmoothedKernel({KernelKind::gaussian, 1e-3}, 0, 3),
                               OutputDistances({rounds.outputs.data(), 20, 3}), rounds.pivots);
  rounds.log_rho = log_rho_enumerated(rounds.log_logging, rounds.log_kappa);
  const RowMatrix<double> log_policy = log_softmax(rounds.logits);
  const RowMatrix<double> gradient = rounds.gradient(log_policy);
  for (Eigen::Index i = 0; i < Rounds::kRounds; ++i) {
    const auto round = static_cast<std::size_t>(i);
    const double weight = std::exp(log_policy(i, logged[round]) - rounds.log_logging(i, logged[round]));
    Eigen::RowVectorXd score = -log_policy.row(i).array().exp();
    score(logged[round]) += 1;
    EXPECT_LE(largest(gradient.row(i) - weight * rounds.reward[round] * score), 1e-12);
  }
}

TEST(DsoGradient, IsTheDerivativeOfTheValueByLogitsAndByATower) {  // (DSO specification T11)
  for (const Kernel kernel : {Kernel{KernelKind::gaussian, 0.8}, Kernel{KernelKind::uniform, 1.5}}) {
    const Rounds rounds(kernel);
    const RowMatrix<double> by_logits = rounds.gradient(log_softmax(rounds.logits));
    const auto numeric = differences(rounds.logits, [&](const auto& at) { return rounds.sums(at).terms; });
    EXPECT_LE((by_logits - numeric).norm(), 1e-6 * by_logits.norm());

    const RowMatrix<double> contexts = drawn(Rounds::kRounds, 4, 7), table = drawn(Rounds::kActions, 3, 8);
    const RowMatrix<double> tower = drawn(4, 3, 9);
    const auto logits = [&](const RowMatrix<double>& at) -> RowMatrix<double> {
      return contexts * at * table.transpose();
    };
    const RowMatrix<double> by_tower =
        contexts.transpose() * rounds.gradient(log_softmax(logits(tower))) * table;
    const auto along = differences(tower, [&](const auto& at) { return rounds.sums(logits(at)).terms; });
    EXPECT_LE((by_tower - along).norm(), 1e-6 * by_tower.norm());
  }
}

TEST(DsoGradient, IsTheSameOnAnyScaleOfTheKernel) {  // (DSO specification T13)
  Rounds rounds;
  const RowMatrix<double> log_policy = log_softmax(rounds.logits);
  const RowMatrix<double> gradient = rounds.gradient(log_policy);
  for (const double scale : {1e-30, 1e-3, 1e30}) {
    Rounds scaled;
    scaled.log_kappa.array() += std::log(scale);
    scaled.log_rho = log_rho_enumerated(scaled.log_logging, scaled.log_kappa);
    EXPECT_LE((scaled.gradient(log_policy) - gradient).norm(), 1e-12 * gradient.norm());
  }
}

TEST(DsoPwll, HasTheGradientOfDsoWhereThePolicyIsTheOneThatLogged) {  // (DSO specification T15)
  const Rounds rounds;
  const RowMatrix<double> posterior = logging_posterior(rounds.log_logging, rounds.log_kappa);
  EXPECT_LE(largest(posterior.rowwise().sum().array() - 1), 1e-12);
  RowMatrix<double> gradient = Rounds::nothing();
  add_dso_pwll(rounds.log_logging, posterior, rounds.reward, gradient);
  EXPECT_LE(largest(gradient - rounds.gradient(rounds.log_logging)), 1e-12);
}

TEST(DsoPwll, HasTheGradientOfItsValue) {
  const Rounds rounds;
  const RowMatrix<double> posterior = logging_posterior(rounds.log_logging, rounds.log_kappa);
  RowMatrix<double> gradient = Rounds::nothing(), ignored = Rounds::nothing();
  add_dso_pwll(log_softmax(rounds.logits), posterior, rounds.reward, gradient);
  const auto numeric = differences(rounds.logits, [&](const auto& at) {
    return add_dso_pwll(log_softmax(at), posterior, rounds.reward, ignored);
  });
  EXPECT_LE((gradient - numeric).norm(), 1e-6 * gradient.norm());
}

TEST(DsoDr, IsDsoWithoutAModelAndExactWithTheTruth) {  // (DSO specification T16)
  for (const double h : {0.3, 1.0, 5.0}) {
    const SmallProblem problem(4);
    const Enumerated rounds = randomised_rounds(problem, h);
    const Eigen::RowVectorXd of_prompts = problem.rewards * problem.sentences.transpose();
    RowMatrix<double> modelled(rounds.size(), kPrompts);
    for (Eigen::Index i = 0; i < rounds.size(); ++i)
      modelled.row(i) = rounds.chance[static_cast<std::size_t>(i)] * of_prompts;
    const std::vector<double> rewards = expected(rounds, problem.rewards), none(rewards.size(), 0.0);
    const DenseRounds block{rounds.log_policy, rounds.log_kappa, rounds.log_rho, rewards};
    RowMatrix<double> exact = RowMatrix<double>::Zero(rounds.size(), kPrompts), plain = exact;
    const RobustSums sums = add_dso_dr(block, {modelled, rewards}, kUnguarded, exact);
    EXPECT_LE(largest(exact.colwise().sum() - problem.gradient_of(problem.rewards)), 1e-10);
    EXPECT_NEAR(sums.modelled, problem.policy.dot(of_prompts), 1e-10);

    add_dso_dr(block, {RowMatrix<double>::Zero(rounds.size(), kPrompts), none}, kUnguarded, plain);
    EXPECT_LE(largest(plain.colwise().sum() - expected_gradient(rounds, problem.rewards)), 1e-10);
  }
}

TEST(SelfNormalised, HasTheGradientOfTheRatio) {  // (DSO specification T24)
  const Rounds rounds;
  const RowMatrix<double> log_policy = log_softmax(rounds.logits);
  RowMatrix<double> gradient = Rounds::nothing();
  add_self_normalised({log_policy, rounds.log_kappa, rounds.log_rho, rounds.reward},
                      rounds.sums(rounds.logits), kUnguarded, gradient);
  const auto numeric = differences(rounds.logits, [&](const auto& at) {
    const WeightStatistics sums = rounds.sums(at);
    return sums.terms / sums.weights;
  });
  EXPECT_LE((gradient - numeric).norm(), 1e-6 * gradient.norm());
}

TEST(DirectMethod, HasTheGradientOfItsValueAndCreditsAreTheFieldOfDso) {
  const Rounds rounds;
  const RowMatrix<double> log_policy = log_softmax(rounds.logits), values = drawn(6, 20, 5);
  RowMatrix<double> gradient = Rounds::nothing(), ignored = Rounds::nothing(), by_credits = Rounds::nothing();
  add_field(log_policy, values, gradient);
  const auto numeric =
      differences(rounds.logits, [&](const auto& at) { return add_field(log_softmax(at), values, ignored); });
  EXPECT_LE((gradient - numeric).norm(), 1e-6 * gradient.norm());
  add_field(log_policy, credits({log_policy, rounds.log_kappa, rounds.log_rho, rounds.reward}, kUnguarded),
            by_credits);
  EXPECT_LE(largest(by_credits - rounds.gradient(log_policy)), 1e-12);
}

}  // namespace
}  // namespace megabandit
