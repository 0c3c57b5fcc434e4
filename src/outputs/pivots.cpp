#include "outputs/pivots.hpp"

#include <cmath>

#include "base/random.hpp"

namespace megabandit {
namespace {

constexpr unsigned kPivotBits = 6, kRoundBits = 32;  // up to 64 pivots a round

void add_normal(const DrawName& name, double width, std::span<double> output) {
  for (std::size_t i = 0; i < output.size(); ++i)
    output[i] += width * normal(name, static_cast<std::uint32_t>(i));
}

// Evenly in the ball: a direction, and a radius whose power of the dimension is uniform.
void add_in_ball(const DrawName& name, double radius, std::span<double> output) {
  Eigen::VectorXd direction(static_cast<Eigen::Index>(output.size()));
  for (Eigen::Index i = 0; i < direction.size(); ++i)
    direction[i] = normal(name, static_cast<std::uint32_t>(i));
  const double share = uniform(name, static_cast<std::uint32_t>(output.size()));
  direction *= radius * std::pow(share, 1 / static_cast<double>(output.size())) / direction.norm();
  for (std::size_t i = 0; i < output.size(); ++i) output[i] += direction[static_cast<Eigen::Index>(i)];
}

}  // namespace

Pivots::Pivots(const DensitySettings& settings, const Kernel& kernel, std::uint64_t seed, PivotUse use)
    : kernel_(kernel),
      count_(settings.pivot == PivotKind::centred ? 1 : settings.pivots),
      centred_(settings.pivot == PivotKind::centred || kernel.kind == KernelKind::partition),
      seed_(seed),
      use_(use) {
  if (centred_) count_ = 1;
}

std::uint64_t Pivots::move(BlockId block, std::size_t round, std::uint64_t entry, std::uint32_t epoch,
                           std::span<double> output) const {
  const std::uint64_t which = use_ == PivotUse::all ? entry : epoch % count_;
  const std::uint64_t name = (block.value << kRoundBits | round) << kPivotBits | which;
  if (centred_) return name;
  const DrawName draw{.seed = seed_, .stream = Stream::pivot, .epoch = 0, .index = name};
  if (kernel_.kind == KernelKind::gaussian)
    add_normal(draw, kernel_.bandwidth, output);
  else
    add_in_ball(draw, kernel_.bandwidth, output);
  return name;
}

}  // namespace megabandit
