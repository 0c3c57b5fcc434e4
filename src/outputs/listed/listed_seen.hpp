#pragma once
// Seeing by lists of actions: any kernel, banks of outputs, narrow kernels, and samples of very large
// catalogues.

#include <limits>
#include <memory>

#include "bank/bank.hpp"
#include "outputs/listed/candidates.hpp"
#include "outputs/looking.hpp"
#include "outputs/posterior.hpp"
#include "policy/policy.hpp"

namespace megabandit {

struct ListedParts {
  Looking looking;
  std::unique_ptr<Bank> bank;  ///< that the candidates look into; null: none
  std::unique_ptr<Candidates> candidates;
  std::unique_ptr<Policy> logging;        ///< null: uniform; its table is cut as the learned policy's is
  const SoftmaxKernel* kernel = nullptr;  ///< of single precision, the same on all ranks
  Posterior posterior = Posterior::policy;
  double log_density_floor = -std::numeric_limits<double>::infinity();  ///< below it a round is unsupported
};

/// A sample needs a fixed table. @local
std::unique_ptr<Seen> make_listed_seen(ListedParts parts);

}  // namespace megabandit
