#include "density/pivot.hpp"

#include <cmath>
#include <vector>

#include "base/narrow.hpp"

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

}  // namespace

void draw_pivot(const Kernel& kernel, PivotKind kind, const DrawName& name, std::span<double> output) {
  if (kind == PivotKind::centred || kernel.kind == KernelKind::partition || output.empty()) return;
  const std::vector<double> direction = normals(name, output.size());
  const double length =
      kernel.bandwidth * (kernel.kind == KernelKind::uniform ? ball_length(name, direction) : 1);
  for (std::size_t k = 0; k < output.size(); ++k) output[k] += length * direction[k];
}

}  // namespace megabandit
