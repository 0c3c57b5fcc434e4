#include "density/pivot.hpp"

#include <cmath>
#include <vector>

#include "base/narrow.hpp"
#include "density/dense/guards.hpp"

namespace megabandit {
namespace {

std::vector<double> normals(const DrawName& name, std::size_t count) {
  std::vector<double> drawn(count);
  for (std::size_t k = 0; k < count; ++k) drawn[k] = normal(name, narrow<std::uint32_t>(k));
  return drawn;
}

/// Of a direction drawn evenly, the length that makes the point even in the unit ball.
double ball_length(const DrawName& name, const std::vector<double>& direction) {
  double square = 0;
  for (const double along : direction) square += along * along;
  const double radius = std::pow(uniform(name, narrow<std::uint32_t>(direction.size())),
                                 1.0 / static_cast<double>(direction.size()));
  return radius / std::sqrt(square);
}

/// Of a pivot from the mean of its own output: normal parts give a chi-square, taken six standard deviations
/// above its mean.
double common_squared_distance(const Kernel& kernel, PivotKind kind, double output_noise, int dimensions) {
  const double square = dimensions + 6 * std::sqrt(2.0 * dimensions),
               width = kernel.bandwidth * kernel.bandwidth;
  const double by_noise = output_noise * output_noise * square;
  if (kind == PivotKind::centred) return by_noise;
  return by_noise + (kernel.kind == KernelKind::gaussian ? width * square : width);
}

}  // namespace

double log_density_floor(const SmoothedKernel& kernel, PivotKind kind, double output_noise, int dimensions) {
  const double distance = common_squared_distance(kernel.kernel(), kind, output_noise, dimensions);
  return kLogDensityFloor + kernel.log_value(distance);
}

void draw_pivot(const Kernel& kernel, PivotKind kind, const DrawName& name, std::span<double> output) {
  if (kind == PivotKind::centred || kernel.kind == KernelKind::partition || output.empty()) return;
  const std::vector<double> direction = normals(name, output.size());
  const double length =
      kernel.bandwidth * (kernel.kind == KernelKind::uniform ? ball_length(name, direction) : 1);
  for (std::size_t k = 0; k < output.size(); ++k) output[k] += length * direction[k];
}

}  // namespace megabandit
