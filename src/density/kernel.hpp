#pragma once
// How alike two outputs are (DSO specification 1.11). Only ratios of kernel values count: factors that do not
// depend on the outputs are left out, so the highest value is 1.

#include <cstdint>

namespace megabandit {

enum class KernelKind {
  gaussian,   ///< exp(-d^2 / (2 h^2)), d the Euclidean distance
  uniform,    ///< 1 where d <= h
  partition,  ///< 1 where both outputs are of the same cluster
};

struct Kernel {
  KernelKind kind = KernelKind::gaussian;
  double bandwidth = 1;  ///< h > 0, Euclidean; no meaning for partitions
};

/// Logarithm of the kernel at a squared distance >= 0: at most 0, minus infinity where the kernel is 0. Not
/// for partitions, whose values come from clusters. @local
double log_kernel(const Kernel& kernel, double squared_distance);

/// Logarithm of E[K(pivot, s)] for s = mean + N(0, variance I) of `dimensions` numbers, up to a term that
/// does not depend on the mean; Gaussian kernel: -|pivot - mean|^2 / (2 (h^2 + variance)) (1.11, closed
/// form).
double log_gaussian_overlap(double bandwidth, double variance, double squared_distance);

/// The variance that a kernel meets when outputs have noise of sd `output_noise` around their means, and both
/// outputs get noise of sd `embedding_noise` whenever they are compared (1.11, "emb_noise").
double noise_variance(double output_noise, double embedding_noise);

}  // namespace megabandit
