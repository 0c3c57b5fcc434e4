#pragma once

#include "estimator/estimator.hpp"

namespace megabandit {

/// Fills value, lower and upper: value +- 1.96 standard_error (central limit theorem, 95 %). A standard error
/// that is not a number (one round only) gives an infinite interval.
void set_interval(Estimate& estimate, double value, double standard_error);

/// Standard error of the mean of `count` numbers of which sum and sum of squares are known; NaN below two
/// numbers.
double standard_error_of_mean(double sum, double sum_of_squares, double count);

/// Effective sample size (sum w)^2 / sum w^2: as many rounds of equal weight would be as good; 0 when all
/// weights are.
double effective_rounds(double sum, double sum_of_squares);

/// @throws DataError  when there is no round to estimate from
void require_rounds(double rounds);

}  // namespace megabandit
