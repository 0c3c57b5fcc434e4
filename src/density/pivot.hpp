#pragma once
// What is looked at in a round: the output that the user saw, or a point drawn around it (DSO specification
// 1.9.4). Drawn pivots make the weights those of marginalised importance sampling: their mean is 1, and
// adding a constant to all rewards changes no expected gradient. Neither is so with centred ones.

#include <span>

#include "base/random.hpp"
#include "density/smoothed_kernel.hpp"

namespace megabandit {

enum class PivotKind {
  randomised,  ///< drawn from the kernel around the output
  centred,     ///< the output itself, as released
};

/// Moves `output` to its pivot: + N(0, h^2 I) for the Gaussian kernel, + a point of the ball of radius h for
/// the uniform one. Centred pivots, and those of partitions (which are clusters), stay. @local  The same for
/// the same name, wherever it is drawn.
void draw_pivot(const Kernel& kernel, PivotKind kind, const DrawName& name, std::span<double> output);

/// Below this a logging density (on the scale of SmoothedKernel::log_value) means that the logging policy
/// makes nothing near the pivot, and weights are 0 instead of huge (specification 4, P1): 1e-12 of the kernel
/// where pivots commonly are. That is not its peak: a pivot is off the mean of its own output by the output's
/// noise, of sd `output_noise`, and by what was drawn, which in many `dimensions` makes kernel values of
/// exp(-dimensions / 2) normal.
double log_density_floor(const SmoothedKernel& kernel, PivotKind kind, double output_noise, int dimensions);

}  // namespace megabandit
