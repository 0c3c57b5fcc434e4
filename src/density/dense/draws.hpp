#pragma once
// The gradient from draws and from lists, for one round (DSO specification 1.9.1, 5.3): what fast forms for
// many actions compute, written out.

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "density/dense/guards.hpp"
#include "density/marginal/enumerated.hpp"

namespace megabandit {

/// One round. `log_rho` on the scale of kernel values.
struct DenseRound {
  std::span<const double> log_policy;  ///< [actions]  log pi(a | x), normalised
  double log_rho = 0;
  double reward = 0;  ///< less the baseline, if there is one
};

/// As released: M actions drawn from the policy, each with the kernel value of one output it made (or its
/// kappa). Adds the mean over draws of min(K / rho, limit) r (e_a - pi) to `gradient` [actions]. Every draw
/// counts as a round of the statistics. @local
WeightStatistics add_dso_sampled(const DenseRound& round, std::span<const ActionId> drawn,
                                 std::span<const double> log_kernel, const Guards& guards,
                                 std::span<double> gradient);

/// The same sum over neighbours alone (mode K): p u on the list, and minus <p, u> times the policy
/// everywhere. `log_rho` may come from the list too. @local
WeightStatistics add_dso_sparse(const DenseRound& round, const Neighbours& neighbours, const Guards& guards,
                                std::span<double> gradient);

/// Draws from any proposal (mode S).
struct ProposedActions {
  std::span<const ActionId> actions;
  std::span<const double> log_score;     ///< of each: its logit, not normalised
  std::span<const double> log_proposal;  ///< of each: log of its chance to be drawn, up to a constant
  std::span<const double> log_kappa;     ///< of each
};

/// Self-normalised: draws have the shares omega ~ exp(score) / proposal. Adds omega_m (u_m - ubar) to the
/// entries of the drawn actions, ubar = sum omega u. The bias is of the order 1 / draws. `round.log_policy`
/// is not looked at. @local
WeightStatistics add_dso_proposed(const DenseRound& round, const ProposedActions& proposed,
                                  const Guards& guards, std::span<double> gradient);

}  // namespace megabandit
