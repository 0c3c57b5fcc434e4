#include "density/smoothed_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/check.hpp"

namespace megabandit {
namespace {

/// P(-half <= z + offset <= half) of a standard normal z.
double normal_within(double half, double offset) {
  const double root = std::numbers::sqrt2;
  return (std::erfc((offset - half) / root) - std::erfc((offset + half) / root)) / 2;
}

/// P(|offset e1 + z| <= radius) of standard normals z in several dimensions: over the length r of z beside
/// e1, with r = radius sin(angle), which leaves a smooth integrand; Simpson's rule.
class BallChance {
 public:
  BallChance(double radius, int dimensions) : radius_(radius) {
    if (dimensions == 1) return;
    const double beside = dimensions - 1;
    const double lowest = std::max(0.0, std::min(radius, std::sqrt(beside)) - 12);
    const double highest = std::min(radius, std::sqrt(beside) + 12);
    const double from = std::asin(lowest / radius), to = std::asin(highest / radius);
    for (int k = 0; k <= kIntervals; ++k) {
      const double angle = from + (to - from) * k / kIntervals, r = radius * std::sin(angle);
      const double simpson = k == 0 || k == kIntervals ? 1 : k % 2 == 1 ? 4 : 2;
      half_.push_back(radius * std::cos(angle));
      log_weight_.push_back((beside - 1) * std::log(std::max(r, 1e-300)) - r * r / 2 +
                            std::log(simpson * std::max(half_.back(), 0.0)));
    }
    log_factor_ = std::log((to - from) / kIntervals / 3) - (beside / 2 - 1) * std::numbers::ln2 -
                  std::lgamma(beside / 2);
    const double largest = *std::ranges::max_element(log_weight_);
    for (double& weight : log_weight_) weight -= largest;
    log_factor_ += largest;
  }

  double log_chance(double offset) const {
    if (half_.empty()) return std::log(normal_within(radius_, offset));
    double sum = 0;
    for (std::size_t k = 0; k < half_.size(); ++k)
      sum += std::exp(log_weight_[k]) * normal_within(half_[k], offset);
    return log_factor_ + std::log(sum);
  }

 private:
  static constexpr int kIntervals = 256;
  double radius_;
  double log_factor_ = 0;
  std::vector<double> half_, log_weight_;
};

/// Cubic through the four entries around `at` (in steps from the first).
double interpolated(const std::vector<double>& table, double at) {
  const auto last = static_cast<std::ptrdiff_t>(table.size()) - 4;
  const auto begin = std::clamp(static_cast<std::ptrdiff_t>(at) - 1, std::ptrdiff_t{0}, last);
  const double t = at - static_cast<double>(begin);
  const double* y = table.data() + begin;
  return -y[0] * (t - 1) * (t - 2) * (t - 3) / 6 + y[1] * t * (t - 2) * (t - 3) / 2 -
         y[2] * t * (t - 1) * (t - 3) / 2 + y[3] * t * (t - 1) * (t - 2) / 6;
}

}  // namespace

SmoothedKernel::SmoothedKernel(const Kernel& kernel, double variance, int dimensions)
    : kernel_(kernel), variance_(variance) {
  const bool by_distance = kernel.kind != KernelKind::partition && kernel.bandwidth > 0;
  MEGABANDIT_CHECK(cheap, by_distance,
                   "no noise can be averaged over with a bandwidth of {}, or with clusters",
                   kernel.bandwidth);
  const bool noise_of_something = variance >= 0 && dimensions > 0;
  MEGABANDIT_CHECK(cheap, noise_of_something, "outputs of {} numbers and variance {}", dimensions, variance);
  if (kernel.kind == KernelKind::gaussian)
    log_peak_ = -dimensions / 2.0 * std::log1p(variance / (kernel.bandwidth * kernel.bandwidth));
  else if (variance > 0)
    tabulate(std::sqrt(variance), dimensions);
}

void SmoothedKernel::tabulate(double noise, int dimensions) {
  constexpr int kSteps = 2048;
  const double radius = kernel_.bandwidth / noise;
  // Nearer than `flat` the chance hardly changes; beyond where outputs of pivots drawn from the ball are,
  // there is none to speak of.
  const double beside = std::sqrt(dimensions - 1.0) + 8;
  const double flat = std::max(0.0, std::sqrt(std::max(0.0, radius * radius - beside * beside)) - 8);
  const BallChance ball(radius, dimensions);
  log_peak_ = ball.log_chance(0);
  const double step = (radius + beside + 2 - flat) / kSteps;
  for (int k = 0; k <= kSteps; ++k) {
    const double value = ball.log_chance(flat + k * step) - log_peak_;
    if (!std::isfinite(value)) break;  // the chance is below what doubles hold
    table_.push_back(value);
  }
  first_ = flat * noise;
  step_ = step * noise;
}

double SmoothedKernel::log_value(double squared_distance) const {
  if (kernel_.kind == KernelKind::gaussian)
    return log_gaussian_overlap(kernel_.bandwidth, variance_, squared_distance);
  if (table_.empty()) return log_kernel(kernel_, squared_distance);
  const double at = (std::sqrt(squared_distance) - first_) / step_;
  if (at > static_cast<double>(table_.size() - 1)) return -std::numeric_limits<double>::infinity();
  return std::min(0.0, at <= 0 ? table_.front() : interpolated(table_, at));
}

}  // namespace megabandit
