#pragma once

#include "bank/bank.hpp"
#include "outputs/listed/candidates/candidates.hpp"
#include "outputs/marginal/marginal_density.hpp"

namespace megabandit {

/// rho summed over lists of actions that stand for themselves. `logging`: null for a uniform policy; `bank`:
/// that the candidates look into, null: none.
std::unique_ptr<MarginalDensity> listed_density(std::shared_ptr<const Bank> bank,
                                                std::unique_ptr<Candidates> candidates,
                                                std::shared_ptr<const Policy> logging,
                                                const SoftmaxKernel& kernel);

}  // namespace megabandit
