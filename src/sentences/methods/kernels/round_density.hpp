#pragma once
// Marginal logging densities of the logged sentences that are found once, before any step (DSO specification
// 1.12.1, 1.12.2): by Monte Carlo, or by a network.

#include <vector>

#include "sentences/benchmark/experiment.hpp"

namespace megabandit {

/// Logarithms of rho_i for the kernel whose highest value is 1, [n]; minus infinity where it is 0.
std::vector<double> round_log_densities(const Experiment& experiment, const MethodSettings& settings);

}  // namespace megabandit
