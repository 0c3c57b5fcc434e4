#pragma once
// Marginal logging densities of the logged sentences that are found once, before any step (DSO specification
// 1.12.1, 1.12.2): by Monte Carlo, or by a network.

#include <vector>

#include "sentences/benchmark/experiment.hpp"

namespace megabandit {

/// Logarithms of rho_i for the kernel whose highest value is 1, [n]; minus infinity where it is 0.
std::vector<double> round_log_densities(const Experiment& experiment, const MethodSettings& settings);

/// Exact densities of the logged sentences as the paper's code scales them: kernels are normalised in one
/// dimension, and distances divided by the number of dimensions.
struct ReleasedDensities {
  double mean = 0;
  double low = 0;  ///< a hundredth of the rounds have less
};
ReleasedDensities released_densities(const Experiment& experiment, const MethodSettings& settings);

}  // namespace megabandit
