#pragma once
// A kernel averaged over the noise of outputs: E[K(pivot, s)], s = mean + N(0, variance I), as a function of
// the distance of pivot and mean (DSO specification 1.11).

#include <vector>

#include "density/kernel.hpp"

namespace megabandit {

/// @local throughout. Gaussian: closed form. Uniform: the chance that a normal falls into a ball, integrated
/// once (to 1e-6 of itself) and interpolated.
class SmoothedKernel {
 public:
  /// `kernel`: not a partition, bandwidth > 0; `variance` >= 0; `dimensions` > 0 of an output.
  SmoothedKernel(const Kernel& kernel, double variance, int dimensions);

  /// log E[K] at a squared distance, less its value at distance 0: at most 0.
  double log_value(double squared_distance) const;
  /// log E[K] at distance 0: what log_value leaves out. Needed only where values of kernels of different
  /// variance meet.
  double log_peak() const { return log_peak_; }
  const Kernel& kernel() const { return kernel_; }

 private:
  void tabulate(double noise, int dimensions);

  Kernel kernel_;
  double variance_;
  double log_peak_ = 0;
  // Of the uniform kernel with noise: log values at distances first_, first_ + step_, ...
  double first_ = 0, step_ = 0;
  std::vector<double> table_;
};

}  // namespace megabandit
