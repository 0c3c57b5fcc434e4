#pragma once
// Sums of exponentials that neither overflow nor vanish. Minus infinity stands for 0.

#include <span>

namespace megabandit {

/// log sum_k exp(terms_k); minus infinity when there are none.
double log_sum_exp(std::span<const double> terms);

/// log sum_k exp(one_k + other_k), of as many numbers each.
double log_sum_exp(std::span<const double> one, std::span<const double> other);

/// log of the mean of exp(terms_k); minus infinity when there are none.
double log_mean_exp(std::span<const double> terms);

}  // namespace megabandit
