#pragma once
// Seeing through a Gaussian or a partition kernel, exactly: two softmax passes over joined tables.

#include <memory>

#include "outputs/joined_table.hpp"
#include "outputs/kept_densities.hpp"
#include "outputs/pivots.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// Under which policy it is asked which action made what was seen.
enum class Posterior {
  policy,   ///< the learned one: estimates of the policy's value, DSO
  logging,  ///< the one that logged: weighted log-likelihoods, DSO-PWLL (specification 1.13)
};

/// What users saw of the rounds, before anything is drawn.
class OutputsOfRounds {
 public:
  virtual ~OutputsOfRounds() = default;
  virtual std::uint64_t columns() const = 0;
  /// @local  [columns], the context's shift subtracted.
  virtual void write(const BlockView& block, std::size_t round, std::span<double> output) const = 0;
};

struct JoinedParts {
  std::unique_ptr<OutputsOfRounds> seen;
  Pivots pivots;
  OutputTable outputs;            ///< of the actions that this rank holds
  std::unique_ptr<Policy> logging;  ///< null: uniform; its table is cut as the learned policy's is
  const SoftmaxKernel* kernel = nullptr;  ///< of single precision, the same on all ranks
  Posterior posterior = Posterior::policy;
};

/// @collective over the group of `policy`
std::unique_ptr<Seen> make_joined_seen(const Policy& policy, JoinedParts parts);

}  // namespace megabandit
