#pragma once
// rho from draws: the mean kappa of actions that the policy that logged draws (DSO specification 1.12.4,
// option 3). kappa is averaged over an action's outputs exactly (Rao-Blackwell).

#include "outputs/logging/logging_draws.hpp"
#include "outputs/marginal/marginal_density.hpp"
#include "outputs/sight/action_outputs.hpp"

namespace megabandit {

/// `draws` for each pivot, by names of the seed and the pivot. Relative error sqrt((E kappa^2 / (E kappa)^2 -
/// 1) / draws).
std::unique_ptr<MarginalDensity> monte_carlo_density(LoggingDraws logging,
                                                     std::shared_ptr<const ActionOutputs> outputs,
                                                     std::uint64_t draws, std::uint64_t seed);

}  // namespace megabandit
