#pragma once
// Densities of entries as panels have them: relative to the kernel's value at the action logged, which makes
// them of moderate size in any dimension, and those of the actions themselves where outputs tell actions
// apart.

#include <limits>

#include "outputs/posterior.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// A logarithm above it would leave the range of doubles: densities are then relative to something larger.
constexpr double kMostRelative = 600;

/// When a round can be used, and how.
struct Support {
  Posterior posterior = Posterior::policy;
  double log_density_floor = -std::numeric_limits<double>::infinity();  ///< of log rho
};

/// @local  Sets pscore of an entry from log rho and `reference`, log kappa of the action logged, both on the
/// scale of SmoothedKernel::log_value; log_prob of the entry, which must be relative to `reference` where the
/// posterior is the learned policy's, follows where numbers would be too large. Returns whether the policy
/// that logged supports the entry: its density is not below the floor, and its weight a number.
bool set_relative(const Support& support, double log_rho, double reference, Panel& panel, std::size_t entry);

}  // namespace megabandit
