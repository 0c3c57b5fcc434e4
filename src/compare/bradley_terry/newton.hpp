#pragma once
// Damped Newton for log-likelihoods with a ridge (LLM-PO specification 3.10, A.4), whatever solves for its
// steps.

#include <functional>

#include "compare/bradley_terry/likelihood.hpp"

namespace megabandit {

/// Where a maximum of  log-likelihood - ridge/2 |coefficients|^2  was found.
struct Fit {
  Vector coefficients;   ///< [d]
  double penalised = 0;  ///< the maximum
  double missing = 0;    ///< to the true maximum, in its units, as the last step tells
  int steps = 0;         ///< of Newton
};

struct NewtonLimits {
  int steps = 100;
  double missing = 1e-20;  ///< for each comparison: goes on until no more is
};

/// The step from `at`: (information of the pairs with these curvatures + ridge)^-1 gradient, or its part that
/// keeps to a plane.
using NewtonStep =
    std::function<Vector(const Eigen::ArrayXd& curvatures, const Vector& gradient, const Vector& at)>;

Fit maximise(const LinearScores& model, const Likelihood& likelihood, double ridge, Vector start,
             const NewtonLimits& limits, const NewtonStep& step);

}  // namespace megabandit
