#pragma once

#include <algorithm>
#include <cmath>

namespace megabandit {

/// Exponents above this would leave a double. With pscores of floats none can: the guard is for garbage.
inline constexpr double kHighestExponent = 700;

/// exp(log_prob - log_base), the probability of the policy over something of the logging policy's.
inline double importance(double log_prob, double log_base) {
  return std::exp(std::min(log_prob - log_base, kHighestExponent));
}

}  // namespace megabandit
