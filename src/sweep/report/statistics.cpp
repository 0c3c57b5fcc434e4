#include "sweep/report/statistics.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace megabandit {
namespace {

/// P(|T| <= sqrt(degrees) tan(angle)): the finite series for whole degrees (Abramowitz and
/// Stegun 26.7.3, 26.7.4).
double probability_within(double angle, std::size_t degrees) {
  const bool odd = degrees % 2 == 1;
  const double cosine = std::cos(angle);
  double term = odd ? cosine : 1, sum = degrees == 1 ? 0 : term;
  for (std::size_t k = odd ? 3 : 2; k + 1 < degrees; k += 2) {
    term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
    sum += term;
  }
  sum *= std::sin(angle);
  return odd ? 2 / std::numbers::pi * (angle + sum) : sum;
}

}  // namespace

double t_quantile(std::size_t degrees) {
  double low = 0, high = std::numbers::pi / 2;
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = (low + high) / 2;
    (probability_within(middle, degrees) < 0.95 ? low : high) = middle;
  }
  return std::sqrt(static_cast<double>(degrees)) * std::tan(low);
}

MeanOfSeeds mean_of_seeds(std::span<const double> values) {
  MeanOfSeeds all;
  double sum = 0, squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) sum += value, ++all.count;
  all.mean = sum / static_cast<double>(all.count);
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - all.mean) * (value - all.mean);
  double half = all.count == 0 ? std::nan("") : std::numeric_limits<double>::infinity();
  if (all.count > 1) {
    const auto count = static_cast<double>(all.count);
    half = t_quantile(all.count - 1) * std::sqrt(squares / (count - 1) / count);
  }
  all.lower = all.mean - half;
  all.upper = all.mean + half;
  return all;
}

}  // namespace megabandit
