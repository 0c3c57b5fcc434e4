#pragma once
// What is looked at in a round: the output that the user saw, or a point drawn around it (DSO specification
// 1.9.4). Drawn pivots make the weights those of marginalised importance sampling: their mean is 1, and
// adding a constant to all rewards changes no expected gradient. Neither is so with centred ones.

#include <span>

#include "base/random.hpp"
#include "density/kernel.hpp"

namespace megabandit {

enum class PivotKind {
  randomised,  ///< drawn from the kernel around the output
  centred,     ///< the output itself, as released
};

/// Moves `output` to its pivot: + N(0, h^2 I) for the Gaussian kernel, + a point of the ball of radius h for
/// the uniform one. Centred pivots, and those of partitions (which are clusters), stay. @local  The same for
/// the same name, wherever it is drawn.
void draw_pivot(const Kernel& kernel, PivotKind kind, const DrawName& name, std::span<double> output);

}  // namespace megabandit
