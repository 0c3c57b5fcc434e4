#pragma once
// Means over seeds.

#include <cstddef>
#include <span>

namespace megabandit {

/// A mean with its 95 % interval by Student's t; the interval of one number is infinite, and all is NaN of
/// none.
struct MeanOfSeeds {
  double mean = 0, lower = 0, upper = 0;
  std::size_t count = 0;
};

/// NaN among `values` are left out.
MeanOfSeeds mean_of_seeds(std::span<const double> values);

/// The number that Student's t with `degrees` of freedom (at least 1) exceeds with probability 0.025.
double t_quantile(std::size_t degrees);

}  // namespace megabandit
