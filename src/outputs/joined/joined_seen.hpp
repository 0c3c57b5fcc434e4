#pragma once
// Seeing through a Gaussian or a partition kernel, exactly: two softmax passes over joined tables.

#include <memory>

#include "outputs/joined/joined_table.hpp"
#include "outputs/marginal/marginal_density.hpp"
#include "outputs/marginal/support.hpp"
#include "outputs/sight/looking.hpp"
#include "policy/policy.hpp"

namespace megabandit {

struct JoinedParts {
  Looking looking;
  OutputTable outputs;                    ///< of the actions that this rank holds
  std::shared_ptr<const Policy> logging;  ///< null: uniform; its table is cut as the learned policy's is
  const SoftmaxKernel* kernel = nullptr;  ///< of single precision, the same on all ranks
  Support support;
  std::unique_ptr<MarginalDensity> density = nullptr;  ///< an estimate; null: exactly
};

/// @collective over the group of `policy`  @throws ConfigError, on all its ranks, when the kernel is too
/// narrow for sums in single precision
std::unique_ptr<Seen> make_joined_seen(const Policy& policy, JoinedParts parts);

}  // namespace megabandit
