#include "density/dense/gradient.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "density/log_sum.hpp"

namespace megabandit {
namespace {

constexpr double kNothing = -std::numeric_limits<double>::infinity();
constexpr double kLargestExponent = 700;  // of what is still finite

std::span<const double> row(const RowsOf& rows, Eigen::Index i) {
  return {rows.row(i).data(), static_cast<std::size_t>(rows.cols())};
}

void check_shapes(const DenseRounds& rounds) {
  const auto b = static_cast<std::size_t>(rounds.log_policy.rows());
  const bool fits = rounds.log_kappa.rows() == rounds.log_policy.rows() &&
                    rounds.log_kappa.cols() == rounds.log_policy.cols() && rounds.log_rho.size() == b &&
                    rounds.reward.size() == b;
  MEGABANDIT_CHECK(cheap, fits, "{} rounds with {} rows of kappa, {} densities and {} rewards", b,
                   rounds.log_kappa.rows(), rounds.log_rho.size(), rounds.reward.size());
}

/// gradient row += scale (posterior - pi), of log weights that are pi kappa up to a factor.
void add_towards_posterior(const RowsOf& log_policy, const RowsOf& log_kappa, Eigen::Index i, double scale,
                           RowMatrix<double>& gradient) {
  const double log_sum = log_sum_exp(row(log_policy, i), row(log_kappa, i));
  for (Eigen::Index a = 0; a < gradient.cols(); ++a)
    gradient(i, a) +=
        scale * (std::exp(log_policy(i, a) + log_kappa(i, a) - log_sum) - std::exp(log_policy(i, a)));
}

double log_weight_of(const DenseRounds& rounds, Eigen::Index i) {
  return log_sum_exp(row(rounds.log_policy, i), row(rounds.log_kappa, i)) -
         rounds.log_rho[static_cast<std::size_t>(i)];
}

}  // namespace

RowMatrix<double> log_softmax(const RowsOf& logits) {
  RowMatrix<double> result = logits;
  for (Eigen::Index i = 0; i < logits.rows(); ++i) result.row(i).array() -= log_sum_exp(row(logits, i));
  return result;
}

std::vector<double> log_weights(const DenseRounds& rounds, const Guards& guards) {
  check_shapes(rounds);
  std::vector<double> weights(rounds.log_rho.size(), kNothing);
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (supported(rounds.log_rho[i], guards))
      weights[i] = log_weight_of(rounds, static_cast<Eigen::Index>(i));
  return weights;
}

RowMatrix<double> credits(const DenseRounds& rounds, const Guards& guards) {
  check_shapes(rounds);
  RowMatrix<double> values = RowMatrix<double>::Zero(rounds.log_kappa.rows(), rounds.log_kappa.cols());
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    const auto round = static_cast<std::size_t>(i);
    if (!supported(rounds.log_rho[round], guards)) continue;
    values.row(i) =
        rounds.reward[round] *
        (rounds.log_kappa.row(i).array() - rounds.log_rho[round]).cwiseMin(kLargestExponent).exp().matrix();
  }
  return values;
}

WeightStatistics add_dso(const DenseRounds& rounds, const Guards& guards, RowMatrix<double>& gradient) {
  check_shapes(rounds);
  WeightStatistics statistics;
  for (Eigen::Index i = 0; i < gradient.rows(); ++i) {
    const auto round = static_cast<std::size_t>(i);
    if (!supported(rounds.log_rho[round], guards)) {
      statistics.add_unsupported();
      continue;
    }
    const double log_weight = log_weight_of(rounds, i), reward = rounds.reward[round];
    const GuardedWeight weight = guarded(log_weight, reward, guards);
    statistics.add(log_weight, weight, reward);
    if (weight.gradient > 0)
      add_towards_posterior(rounds.log_policy, rounds.log_kappa, i, weight.gradient * reward, gradient);
  }
  return statistics;
}

double add_field(const RowsOf& log_policy, const RowsOf& values, RowMatrix<double>& gradient) {
  double sum = 0;
  for (Eigen::Index i = 0; i < gradient.rows(); ++i) {
    const Eigen::ArrayXXd policy = log_policy.row(i).array().exp();
    const double mean = (policy * values.row(i).array()).sum();
    gradient.row(i).array() += policy * (values.row(i).array() - mean);
    sum += mean;
  }
  return sum;
}

RobustSums add_dso_dr(const DenseRounds& rounds, const ModelledRewards& model, const Guards& guards,
                      RowMatrix<double>& gradient) {
  std::vector<double> residuals(rounds.reward.size());
  std::ranges::transform(rounds.reward, model.of_seen, residuals.begin(), std::minus<>{});
  RobustSums sums;
  sums.modelled = add_field(rounds.log_policy, model.of_actions, gradient);
  sums.weights = add_dso({rounds.log_policy, rounds.log_kappa, rounds.log_rho, residuals}, guards, gradient);
  return sums;
}

void add_self_normalised(const DenseRounds& rounds, const WeightStatistics& sums, const Guards& guards,
                         RowMatrix<double>& gradient) {
  if (sums.weights == 0) return;
  const double value = sums.terms / sums.weights;
  check_shapes(rounds);
  for (Eigen::Index i = 0; i < gradient.rows(); ++i) {
    const auto round = static_cast<std::size_t>(i);
    if (!supported(rounds.log_rho[round], guards)) continue;
    // The limits are about the rewards themselves, not about what is left of them.
    const double reward = rounds.reward[round];
    const double weight = guarded(log_weight_of(rounds, i), reward, guards).gradient;
    if (weight > 0)
      add_towards_posterior(rounds.log_policy, rounds.log_kappa, i, weight * (reward - value) / sums.weights,
                            gradient);
  }
}

RowMatrix<double> logging_posterior(const RowsOf& log_logging, const RowsOf& log_kappa) {
  RowMatrix<double> posterior = RowMatrix<double>::Zero(log_kappa.rows(), log_kappa.cols());
  for (Eigen::Index i = 0; i < posterior.rows(); ++i) {
    const double log_rho = log_sum_exp(row(log_logging, i), row(log_kappa, i));
    if (log_rho == kNothing) continue;
    posterior.row(i) = (log_logging.row(i) + log_kappa.row(i)).array() - log_rho;
    posterior.row(i) = posterior.row(i).array().exp();
  }
  return posterior;
}

double add_dso_pwll(const RowsOf& log_policy, const RowsOf& posterior, std::span<const double> gains,
                    RowMatrix<double>& gradient) {
  double sum = 0;
  for (Eigen::Index i = 0; i < gradient.rows(); ++i) {
    const double gain = gains[static_cast<std::size_t>(i)], mass = posterior.row(i).sum();
    gradient.row(i) += gain * (posterior.row(i).array() - mass * log_policy.row(i).array().exp()).matrix();
    // Where the posterior is 0 the logarithm may be minus infinity, and their product counts as 0.
    for (Eigen::Index a = 0; a < gradient.cols(); ++a)
      if (posterior(i, a) > 0) sum += gain * posterior(i, a) * log_policy(i, a);
  }
  return sum;
}

}  // namespace megabandit
