#include "density/log_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace megabandit {
namespace {

constexpr double kNothing = -std::numeric_limits<double>::infinity();

template <class Term>
double log_sum_of(std::size_t count, const Term& term) {
  double largest = kNothing;
  for (std::size_t k = 0; k < count; ++k) largest = std::max(largest, term(k));
  if (largest == kNothing) return kNothing;
  double sum = 0;
  for (std::size_t k = 0; k < count; ++k) sum += std::exp(term(k) - largest);
  return largest + std::log(sum);
}

}  // namespace

double log_sum_exp(std::span<const double> terms) {
  return log_sum_of(terms.size(), [&](std::size_t k) { return terms[k]; });
}

double log_sum_exp(std::span<const double> one, std::span<const double> other) {
  MEGABANDIT_CHECK(cheap, one.size() == other.size(), "{} and {} logarithms", one.size(), other.size());
  return log_sum_of(one.size(), [&](std::size_t k) { return one[k] + other[k]; });
}

double log_mean_exp(std::span<const double> terms) {
  return terms.empty() ? kNothing : log_sum_exp(terms) - std::log(static_cast<double>(terms.size()));
}

}  // namespace megabandit
