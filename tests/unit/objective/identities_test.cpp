// Laws between objectives; tolerances are relative to doubles unless said otherwise.

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"
#include "learning/six_rounds.hpp"
#include "objective/table.hpp"

namespace megabandit::testing {
namespace {

constexpr double kExact = 1e-12;

Measured of(const std::string& kind, const Arguments& parameters = {},
            const TableProblem& problem = six_rounds(), const Matrix& theta = six_rounds_table()) {
  return measure(*make_objective({.kind = kind, .parameters = parameters}), problem, theta);
}

void expect_same(const Measured& a, const Measured& b, double tolerance = kExact) {
  EXPECT_NEAR(a.value, b.value, tolerance * (1 + std::abs(b.value)));
  EXPECT_LT((a.by_table - b.by_table).cwiseAbs().maxCoeff(),
            tolerance * (1 + b.by_table.cwiseAbs().maxCoeff()));
}

// mean pi(a_i | x_i) r_i: what is left of IPS without propensities.
Measured without_propensities() {
  TableProblem problem = six_rounds();
  std::fill(problem.pscore.begin(), problem.pscore.end(), 1.0);
  return of("ips", {}, problem);
}

TEST(Identities, cips_is_ips_at_tau_0_and_ignores_propensities_at_tau_1) {
  expect_same(of("cips", {{"tau", 0}}), of("ips"));
  expect_same(of("cips", {{"tau", 1}}), without_propensities());
}

TEST(Identities, es_is_ips_at_alpha_1_and_ignores_propensities_at_alpha_0) {
  expect_same(of("es", {{"alpha", 1}}), of("ips"));
  expect_same(of("es", {{"alpha", 0}}), without_propensities());
}

TEST(Identities, ix_is_ips_at_gamma_0) { expect_same(of("ix", {{"gamma", 0}}), of("ips")); }

TEST(Identities, ls_tends_to_ips_from_below) {
  expect_same(of("ls", {{"lambda", 1e-9}}), of("ips"), 1e-6);
  expect_same(of("ls", {{"lambda", 0}}), of("ips"));
  for (const double lambda : {1e-3, 0.1, 1.0, 100.0})
    EXPECT_LE(of("ls", {{"lambda", lambda}}).value, of("ips").value);
}

TEST(Identities, a_round_pushes_ips_as_it_pushes_clpi_times_its_probability) {
  const TableProblem all = six_rounds();
  for (std::size_t i = 0; i < all.action.size(); ++i) {
    const TableProblem one{
        all.contexts.row(static_cast<Eigen::Index>(i)), {all.action[i]}, {all.reward[i]}, {all.pscore[i]}};
    const double probability = std::exp(reference::log_probability<double>(
        reference::logits<double>(one.contexts, six_rounds_table()), one.action)(0));
    const Matrix difference =
        of("ips", {}, one).by_table - probability * of("clpi", {{"tau", 0}}, one).by_table;
    EXPECT_LT(difference.cwiseAbs().maxCoeff(), kExact) << i;
  }
}

TEST(Identities, under_the_uniform_policy_ips_pushes_k_times_less_than_clpi) {
  const Matrix uniform = Matrix::Zero(5, 3);
  const Matrix difference = of("ips", {}, six_rounds(), uniform).by_table -
                            of("clpi", {{"tau", 0}}, six_rounds(), uniform).by_table / 5;
  EXPECT_LT(difference.cwiseAbs().maxCoeff(), kExact);
}

Measured unscaled_regkl(double beta, const TableProblem& problem) {
  const auto objective = make_objective({.kind = "regkl", .parameters = {{"beta", beta}}});
  Measured measured = measure(*objective, problem, six_rounds_table());
  measured.value *= objective->l2_scale();
  measured.by_table *= objective->l2_scale();
  return measured;
}

TEST(Identities, regkl_is_lpi_times_a_constant_for_rewards_0_and_1) {
  TableProblem clicks = six_rounds();
  for (double& reward : clicks.reward) reward = reward > 0 ? 1 : 0;
  Measured lpi = of("lpi", {}, clicks);
  lpi.value *= std::expm1(1 / 0.5);
  lpi.by_table *= std::expm1(1 / 0.5);
  expect_same(unscaled_regkl(0.5, clicks), lpi);
}

TEST(Identities, regkl_tends_to_lpi) {
  Measured regkl = unscaled_regkl(1e6, six_rounds());
  regkl.value *= 1e6;
  regkl.by_table *= 1e6;
  expect_same(regkl, of("lpi"), 1e-6);  // the next term of the exponential is 1 / (2 beta)
}

TEST(Identities, regkl_has_a_scale_for_losses_too) {
  for (const double most : {-1e6, 0.0, 1.0}) {
    const auto objective = make_objective({.kind = "regkl",
                                           .parameters = {{"beta", 1}},
                                           .negative_rewards = NegativeRewards::allow,
                                           .reward_max = most});
    EXPECT_EQ(objective->l2_scale(), std::exp(std::max(most, 0.0)));
  }
}

TEST(Identities, regkl_does_not_depend_on_the_stated_largest_reward) {
  const ObjectiveSettings low{.kind = "regkl", .reward_max = 1}, high{.kind = "regkl", .reward_max = 30};
  const auto a = make_objective(low), b = make_objective(high);
  const Measured at_low = measure(*a, six_rounds(), six_rounds_table());
  const Measured at_high = measure(*b, six_rounds(), six_rounds_table());
  EXPECT_NEAR(at_low.value * a->l2_scale(), at_high.value * b->l2_scale(),
              kExact * std::abs(at_low.value) * a->l2_scale());
}

TEST(Identities, snips_moves_with_the_rewards_and_ips_does_not) {
  TableProblem shifted = six_rounds();
  for (double& reward : shifted.reward) reward += 0.75;
  const Measured before = of("snips"), after = of("snips", {}, shifted);
  EXPECT_NEAR(after.value, before.value + 0.75, kExact);
  EXPECT_LT((after.by_table - before.by_table).cwiseAbs().maxCoeff(), kExact);
  EXPECT_GT((of("ips", {}, shifted).by_table - of("ips").by_table).cwiseAbs().maxCoeff(), 0.01);
}

TEST(Identities, ips_is_unbiased_by_enumeration) {
  // Each action of one context logged once, weighted by its logging probability, is the expectation over the
  // log.
  const std::vector<double> logging{.4, .2, .15, .15, .1}, reward{.1, .9, .4, .6, .3};
  const Matrix context = six_rounds().contexts.row(0);
  const Matrix scores = reference::logits<double>(context, six_rounds_table());
  const Matrix policy = reference::probabilities<double>(scores);
  double expected = 0, enumerated = 0, weights = 0;
  for (std::uint32_t a = 0; a < 5; ++a) {
    expected += policy(0, a) * reward[a];
    enumerated += logging[a] * of("ips", {}, {context, {a}, {reward[a]}, {logging[a]}}).value;
    weights += logging[a] * of("ips", {}, {context, {a}, {1}, {logging[a]}}).value;
  }
  EXPECT_NEAR(enumerated, expected, kExact);
  EXPECT_NEAR(weights, 1, kExact);
}

TEST(Identities, propensities_may_come_as_logarithms) {
  TableProblem problem = six_rounds();
  for (double& pscore : problem.pscore) pscore = std::exp(std::log(pscore));
  for (const char* kind : {"ips", "clpi", "cips", "es", "ix", "ls", "snips"})
    expect_same(of(kind, {}, problem), of(kind));
}

}  // namespace
}  // namespace megabandit::testing
