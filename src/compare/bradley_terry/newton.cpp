#include "compare/bradley_terry/newton.hpp"

#include <algorithm>
#include <utility>

namespace megabandit {
namespace {

struct Problem {
  const LinearScores& model;
  const Likelihood& likelihood;
  double ridge;

  double penalised(const Vector& b, const Vector& scores) const {
    return likelihood.value(scores) - ridge / 2 * b.squaredNorm();
  }
};

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

}  // namespace

Fit maximise(const LinearScores& model, const Likelihood& likelihood, double ridge, Vector start,
             const NewtonLimits& limits, const NewtonStep& direction) {
  const Problem problem{model, likelihood, ridge};
  Fit result;
  const double enough = limits.missing * likelihood.weights().sum();
  Vector b = std::move(start), scores = model.scores(b);
  for (bool goes_on = true; goes_on && result.steps < limits.steps; ++result.steps) {
    const Likelihood::Slope slope = likelihood.slope(scores);
    const Vector gradient = model.pull_back(slope.by_score) - ridge * b;
    const Vector step = direction(slope.curvature, gradient, b);
    const Vector step_scores = model.scores(step);
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

}  // namespace megabandit
