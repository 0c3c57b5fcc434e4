#include "estimator/interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace megabandit {

void set_interval(Estimate& estimate, double value, double standard_error) {
  constexpr double kNormal975 = 1.959963984540054;  // 97.5 % quantile of the standard normal
  const double half =
      std::isnan(standard_error) ? std::numeric_limits<double>::infinity() : kNormal975 * standard_error;
  estimate.value = value;
  estimate.lower = value - half;
  estimate.upper = value + half;
}

double standard_error_of_mean(double sum, double sum_of_squares, double count) {
  const double mean = sum / count;
  const double spread = std::max(0.0, sum_of_squares - count * mean * mean);  // rounding can make it negative
  return std::sqrt(spread / (count - 1) / count);
}

double effective_rounds(double sum, double sum_of_squares) {
  return sum_of_squares > 0 ? sum * sum / sum_of_squares : 0;
}

void require_rounds(double rounds) {
  if (!(rounds > 0))
    throw DataError("there are no rounds to estimate a value from: choose a split that has rounds");
}

}  // namespace megabandit
