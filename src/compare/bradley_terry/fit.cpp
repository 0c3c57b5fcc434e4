#include "compare/bradley_terry/fit.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace megabandit {
namespace {

using Factor = Eigen::LLT<Eigen::MatrixXd>;

struct Problem {
  const LinearScores& model;
  const Likelihood& likelihood;
  double ridge;

  double penalised(const Vector& b, const Vector& scores) const {
    return likelihood.value(scores) - ridge / 2 * b.squaredNorm();
  }
};

Factor factored(const Problem& problem, const Eigen::ArrayXd& curvature) {
  Eigen::MatrixXd h = problem.model.information(problem.likelihood.pairs(), curvature);
  if (problem.ridge == 0) problem.model.fix_gauge(h);
  h.diagonal().array() += problem.ridge;
  Factor factor(h);
  if (factor.info() != Eigen::Success)
    throw InternalError(
        "these comparisons leave some coefficients of the Bradley-Terry model free: fit with a ridge");
  return factor;
}

double spread(const Vector& scores) { return scores.maxCoeff() - scores.minCoeff(); }

/// A part of `step` that does not lose.
double damping(const Problem& problem, const Vector& b, const Vector& scores, const Vector& step,
               const Vector& step_scores, double gain) {
  const double before = problem.penalised(b, scores);
  double part = std::min(1.0, 8 / spread(step_scores));  // beyond, probabilities are 0 and 1
  while (part > 1e-10 &&
         problem.penalised(b + part * step, scores + part * step_scores) < before + 1e-4 * part * gain)
    part /= 2;
  return part;
}

/// Newton's method; `direction` makes a step of a factored curvature, a gradient and the place.
template <class Direction>
Fit maximise(const Problem& problem, Vector b, const NewtonLimits& limits, const Direction& direction) {
  Fit result;
  const double enough = limits.missing * problem.likelihood.weights().sum();
  Vector scores = problem.model.scores(b);
  for (bool goes_on = true; goes_on && result.steps < limits.steps; ++result.steps) {
    const Likelihood::Slope slope = problem.likelihood.slope(scores);
    const Vector gradient = problem.model.pull_back(slope.by_score) - problem.ridge * b;
    const Vector step = direction(factored(problem, slope.curvature), gradient, b);
    const Vector step_scores = problem.model.scores(step);
    const double gain = gradient.dot(step), far = spread(step_scores);
    // Where no difference of scores moves by more than 1, curvature along the step changes by at most e, and
    // the whole step gains for certain (Bach 2010); the next one is smaller by the square of the move.
    const double part = far <= 1 ? 1 : damping(problem, b, scores, step, step_scores, gain);
    b += part * step;
    scores += part * step_scores;
    result.missing = part < 1 ? gain : gain * std::min(1.0, far * far);
    goes_on = result.missing > enough;
  }
  result.penalised = problem.penalised(b, scores);
  result.coefficients = std::move(b);
  return result;
}

}  // namespace

Fit fit(const LinearScores& model, const Likelihood& likelihood, double ridge, const Vector& start,
        const NewtonLimits& limits) {
  return maximise({model, likelihood, ridge}, start, limits,
                  [](const Factor& factor, const Vector& gradient, const Vector&) -> Vector {
                    return factor.solve(gradient);
                  });
}

Fit fit_on_plane(const LinearScores& model, const Likelihood& likelihood, double ridge,
                 const Vector& contrast, const Vector& start, const NewtonLimits& limits) {
  Eigen::MatrixX2d sides(model.dimension(), 2);
  sides.col(1) = contrast;
  const Vector on_plane = start - contrast * (contrast.dot(start) / contrast.squaredNorm());
  return maximise({model, likelihood, ridge}, on_plane, limits,
                  [&](const Factor& factor, const Vector& gradient, const Vector& b) -> Vector {
                    sides.col(0) = gradient;
                    const Eigen::MatrixX2d solved = factor.solve(sides);
                    const double off = contrast.dot(b + solved.col(0)) / contrast.dot(solved.col(1));
                    return solved.col(0) - off * solved.col(1);
                  });
}

Factor factored_curvature(const LinearScores& model, const Likelihood& likelihood, double ridge,
                          const Vector& coefficients) {
  const Likelihood::Slope slope = likelihood.slope(model.scores(coefficients));
  return factored({model, likelihood, ridge}, slope.curvature);
}

}  // namespace megabandit
