#pragma once
// One comparison under scores: the logistic function and what belongs to it (LLM-PO specification 3.1).

#include <algorithm>
#include <cmath>

namespace megabandit {

/// A(x) = log(1 + e^x): minus the log-probability that the one whose score is higher by x loses.
inline double log_partition(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

/// P(win) of the one whose score is higher by x: 1 / (1 + e^-x).
inline double win_probability(double x) {
  const double e = std::exp(-std::abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

/// Kullback-Leibler divergence, in nats, of a comparison at the difference of scores `other` from one at
/// `x`: A(other) - A(x) - A'(x) (other - x).
inline double logistic_divergence(double x, double other) {
  return log_partition(other) - log_partition(x) - win_probability(x) * (other - x);
}

}  // namespace megabandit
