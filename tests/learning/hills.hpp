#pragma once
// Functions with known maxima, and how an optimiser climbs them.

#include <cmath>
#include <functional>

#include "optimizer/table.hpp"

namespace megabandit::testing {

struct Height {
  double value = 0;
  Vector gradient;
};
using Hill = std::function<Height(const Vector&)>;

/// -1/2 sum_i curvature_i x_i^2, curvatures from 1 to 10^4: the top is 0 at 0, strongly concave with 1.
inline Height bowl(const Vector& x) {
  const Vector curvature = Vector::LinSpaced(x.size(), 1, 1e4);
  return {-0.5 * x.cwiseProduct(x).dot(curvature), -curvature.cwiseProduct(x)};
}

/// Rosenbrock's banana, not concave; the top is 0 at (1, ..., 1).
inline Height banana(const Vector& x) {
  Height at{0, Vector::Zero(x.size())};
  for (Eigen::Index i = 0; i + 1 < x.size(); ++i) {
    const double bend = x[i + 1] - x[i] * x[i], far = 1 - x[i];
    at.value -= 100 * bend * bend + far * far;
    at.gradient[i] += 400 * bend * x[i] + 2 * far;
    at.gradient[i + 1] -= 200 * bend;
  }
  return at;
}

/// What single precision leaves of a hill: values and gradients off by `size`, relative and absolute, without
/// pattern.
inline Hill noisy(Hill hill, double size) {
  return [hill = std::move(hill), size](const Vector& x) {
    Height at = hill(x);
    const double roll = std::sin(1e9 * x.sum());
    at.value *= 1 + size * roll;
    at.gradient.array() += size * (1e9 * x.array() + roll).sin() * (1 + at.gradient.norm());
    return at;
  };
}

/// How the gradient falls along a direction, by central differences.
inline Vector fall_along(const Hill& hill, const Vector& x, const Vector& direction) {
  constexpr double h = 1e-5;
  return (hill(x - h * direction).gradient - hill(x + h * direction).gradient) / (2 * h);
}

/// One pass: what the optimiser wants to know, and what it makes of it.
inline Advice pass(Optimizer& optimizer, const Hill& hill, Vector& x) {
  if (const Vector* direction = optimizer.wanted_direction())
    return optimizer.take_fall({fall_along(hill, x, *direction)}, x);
  const Height at = hill(x);
  return optimizer.step({at.value, at.gradient}, x);
}

struct Climb {
  Vector end;
  Height top;
  int evaluations = 0;  // and products
  std::string finished;
};

inline Climb climb(Optimizer& optimizer, const Hill& hill, Vector x, int most = 10000) {
  Climb climb;
  while (climb.finished.empty() && climb.evaluations < most) {
    ++climb.evaluations;
    climb.finished = pass(optimizer, hill, x).finished;
  }
  climb.end = x;
  climb.top = hill(x);
  return climb;
}

}  // namespace megabandit::testing
