#include "density/dense/guards.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace megabandit {

GuardedWeight guarded(double log_weight, double reward, const Guards& guards) {
  const double within = std::exp(std::min(log_weight, std::log(guards.weight_limit)));
  const double term = std::abs(within * reward);
  const bool clipped = log_weight > std::log(guards.weight_limit) || term > guards.term_limit;
  const double value = term > guards.term_limit ? guards.term_limit / std::abs(reward) : within;
  return {value, clipped && guards.mode == ClipMode::objective ? 0 : value, clipped};
}

bool supported(double log_rho, const Guards& guards) {
  return log_rho >= guards.log_density_floor && log_rho > -std::numeric_limits<double>::infinity();
}

void WeightStatistics::add(double log_weight, const GuardedWeight& used, double reward) {
  MEGABANDIT_CHECK(cheap, std::isfinite(used.value * reward), "a weight of {} for a reward of {}", used.value,
                   reward);
  ++rounds;
  clipped += used.clipped ? 1 : 0;
  weights += used.value;
  squares += used.value * used.value;
  terms += used.value * reward;
  log_largest = std::max(log_largest, log_weight);
}

void WeightStatistics::add_unsupported() {
  ++rounds;
  ++unsupported;
}

WeightStatistics& WeightStatistics::operator+=(const WeightStatistics& other) {
  rounds += other.rounds;
  clipped += other.clipped;
  unsupported += other.unsupported;
  weights += other.weights;
  squares += other.squares;
  terms += other.terms;
  log_largest = std::max(log_largest, other.log_largest);
  return *this;
}

double WeightStatistics::mean_weight() const {
  return rounds == 0 ? 0 : weights / static_cast<double>(rounds);
}

double WeightStatistics::effective_sample_size() const {
  return squares == 0 ? 0 : weights * weights / squares;
}

double WeightStatistics::value() const { return rounds == 0 ? 0 : terms / static_cast<double>(rounds); }

}  // namespace megabandit
