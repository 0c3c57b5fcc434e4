#pragma once
// Seeing by lists of actions: any kernel, banks of outputs, narrow kernels, and samples of very large
// catalogues.

#include <memory>

#include "bank/bank.hpp"
#include "outputs/listed/candidates/candidates.hpp"
#include "outputs/marginal/marginal_density.hpp"
#include "outputs/marginal/support.hpp"
#include "outputs/sight/looking.hpp"
#include "policy/policy.hpp"

namespace megabandit {

struct ListedParts {
  Looking looking;
  std::shared_ptr<const Bank> bank;  ///< that the candidates, or the density, look into; null: none
  std::unique_ptr<Candidates> candidates;
  std::shared_ptr<const Policy> logging;  ///< null: uniform; its table is cut as the learned policy's is
  const SoftmaxKernel* kernel = nullptr;  ///< of single precision, the same on all ranks
  Support support;
  std::unique_ptr<MarginalDensity> density = nullptr;  ///< null: by the lists
};

/// Candidates that stand for all actions need a fixed table, those that stand for the policy a density.
/// @local
std::unique_ptr<Seen> make_listed_seen(ListedParts parts);

}  // namespace megabandit
