#pragma once
// Seeing through a Gaussian or a partition kernel, exactly: two softmax passes over joined tables.

#include <limits>
#include <memory>

#include "outputs/joined/joined_table.hpp"
#include "outputs/looking.hpp"
#include "outputs/posterior.hpp"
#include "policy/policy.hpp"

namespace megabandit {

struct JoinedParts {
  Looking looking;
  OutputTable outputs;                    ///< of the actions that this rank holds
  std::unique_ptr<Policy> logging;        ///< null: uniform; its table is cut as the learned policy's is
  const SoftmaxKernel* kernel = nullptr;  ///< of single precision, the same on all ranks
  Posterior posterior = Posterior::policy;
  double log_density_floor = -std::numeric_limits<double>::infinity();  ///< below it a round is unsupported
};

/// @collective over the group of `policy`  @throws ConfigError, on all its ranks, when the kernel is too
/// narrow for sums in single precision
std::unique_ptr<Seen> make_joined_seen(const Policy& policy, JoinedParts parts);

}  // namespace megabandit
