#pragma once
// The gradient in the space of what the user saw, written out: blocks of rounds times all actions, in double
// (DSO specification 1.9, 1.10, 1.13). Slow and obvious; what is faster is tested against it. Everything is
// maximised. With w_i = sum_a pi(a) kappa_i(a) / rho_i and posterior_i(a) = pi(a) kappa_i(a) / sum, the
// gradient of w_i by the logits is w_i (posterior_i - pi).

#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "density/dense/guards.hpp"

namespace megabandit {

using RowsOf = Eigen::Ref<const RowMatrix<double>>;

/// @local throughout.
struct DenseRounds {
  RowsOf log_policy;                ///< [b, actions]  log pi(a | x_i), normalised
  RowsOf log_kappa;                 ///< [b, actions]  minus infinity where the kernel is 0
  std::span<const double> log_rho;  ///< [b]  on the scale of kappa
  std::span<const double> reward;   ///< [b]  less the baseline, if there is one
};

/// log softmax of each row of logits.
RowMatrix<double> log_softmax(const RowsOf& logits);

/// log w_i; minus infinity where the density is below the floor.
std::vector<double> log_weights(const DenseRounds& rounds, const Guards& guards);

/// u_i(a) = r_i kappa_i(a) / rho_i, the credit of every action; rows of 0 where the density is below the
/// floor. Not clipped.
RowMatrix<double> credits(const DenseRounds& rounds, const Guards& guards);

/// Adds the gradient of sum_i w_i r_i by the logits to `gradient` [b, actions].
WeightStatistics add_dso(const DenseRounds& rounds, const Guards& guards, RowMatrix<double>& gradient);

/// Adds that of sum_i sum_a pi(a) u_i(a), for any field u [b, actions]: direct method, models. @return the
/// sum
double add_field(const RowsOf& log_policy, const RowsOf& values, RowMatrix<double>& gradient);

/// What a model of rewards says of rounds.
struct ModelledRewards {
  RowsOf of_actions;                ///< [b, actions]  rhat(x_i, a) = E rhat(x_i, output of a)
  std::span<const double> of_seen;  ///< [b]  rhat(x_i, output seen)
};

struct RobustSums {
  WeightStatistics weights;  ///< of the residuals
  double modelled = 0;       ///< sum_i sum_a pi(a) rhat(x_i, a)
};

/// DSO-DR: that of sum_i (sum_a pi(a) rhat(x_i, a) + w_i (r_i - rhat(x_i, s_i))).
RobustSums add_dso_dr(const DenseRounds& rounds, const ModelledRewards& model, const Guards& guards,
                      RowMatrix<double>& gradient);

/// Self-normalised: that of sum_i w_i r_i / sum_i w_i, where `sums` are those of add_dso over all rounds (all
/// ranks), of which these are a part. Weights must not have been clipped in objective mode. Nothing where
/// the weights add up to 0.
void add_self_normalised(const DenseRounds& rounds, const WeightStatistics& sums, const Guards& guards,
                         RowMatrix<double>& gradient);

/// pi0(a | x_i) kappa_i(a) / rho_i: which action made what was seen, if the logging policy did. Each row adds
/// up to 1, or is 0 where the kernel meets nothing.
RowMatrix<double> logging_posterior(const RowsOf& log_logging, const RowsOf& log_kappa);

/// DSO-PWLL: adds the gradient of sum_i g_i sum_a posterior_i(a) log pi(a | x_i), concave in scores for g >=
/// 0.
/// @return the sum
double add_dso_pwll(const RowsOf& log_policy, const RowsOf& posterior, std::span<const double> gains,
                    RowMatrix<double>& gradient);

}  // namespace megabandit
