#include "density/kernel.hpp"

#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace megabandit {

double log_kernel(const Kernel& kernel, double squared_distance) {
  const bool by_distance = kernel.kind != KernelKind::partition && kernel.bandwidth > 0;
  MEGABANDIT_CHECK(cheap, by_distance, "no distance makes a kernel of bandwidth {}, or one of clusters",
                   kernel.bandwidth);
  const double width = kernel.bandwidth * kernel.bandwidth;
  if (kernel.kind == KernelKind::gaussian) return -squared_distance / (2 * width);
  return squared_distance <= width ? 0 : -std::numeric_limits<double>::infinity();
}

double log_gaussian_overlap(double bandwidth, double variance, double squared_distance) {
  return -squared_distance / (2 * (bandwidth * bandwidth + variance));
}

double noise_variance(double output_noise, double embedding_noise) {
  return output_noise * output_noise + 2 * embedding_noise * embedding_noise;
}

}  // namespace megabandit
