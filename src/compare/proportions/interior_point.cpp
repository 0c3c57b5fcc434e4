#include "compare/proportions/interior_point.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "compare/bradley_terry/fit.hpp"
#include "compare/proportions/certify.hpp"

namespace megabandit {
namespace {

constexpr double kRounding = 1e-14;  ///< of what is maximised, which is about 1

/// Weights, the level t that all scaled divergences exceed, and all rivals' alternatives there.
struct Place {
  Eigen::ArrayXd weights;
  double level = 0;
  std::vector<Alternative> nearest;
};

struct Step {
  Eigen::ArrayXd growth;  ///< of weights, in units of them
  double level = 0;
  double decrement = 0;
};

/// maximise  t - strength/2 scale |w|^2 + barrier (sum_j log(scale f_j(w) - t) + sum_p log w_p),  sum w = 1.
class Barrier {
 public:
  Barrier(const StructuredProblem& problem, double strength) : problem_(problem), strength_(strength) {}

  Place start() {
    const auto size = static_cast<Eigen::Index>(problem_.pairs().size());
    Place place{Eigen::ArrayXd::Constant(size, 1 / static_cast<double>(size)), 0.5, {}};
    const SecondOrder known = problem_.second_order(place.weights);
    double least = std::numeric_limits<double>::infinity();
    for (Eigen::Index j = 0; j < problem_.gaps().size(); ++j) {
      place.nearest.push_back(problem_.nearest(j, place.weights, problem_.one_step(known, j)));
      least = std::min(least, place.nearest.back().divergence);
    }
    scale_ = 1 / least;
    return place;
  }

  /// Newton at this strength of the barrier until nothing is left to gain.
  void centre(Place& place, double barrier) const {
    for (int round = 0; round < 60; ++round) {
      const Step step = newton(place, barrier);
      if (step.decrement < 1e-7 * barrier || !move(place, step, barrier)) return;
    }
  }

 private:
  double slack(const Place& place, Eigen::Index j) const {
    return scale_ * place.nearest[static_cast<std::size_t>(j)].divergence - place.level;
  }
  double value(const Place& place, double barrier) const;
  Step newton(const Place& place, double barrier) const;
  bool move(Place& place, const Step& step, double barrier) const;

  const StructuredProblem& problem_;
  double strength_, scale_ = 1;
};

double Barrier::value(const Place& place, double barrier) const {
  double sum = place.weights.log().sum();
  for (Eigen::Index j = 0; j < problem_.gaps().size(); ++j) sum += std::log(slack(place, j));
  return place.level - strength_ / 2 * scale_ * place.weights.square().sum() + barrier * sum;
}

Step Barrier::newton(const Place& place, double barrier) const {
  const Eigen::Index size = place.weights.size(), rivals = problem_.gaps().size(),
                     d = problem_.model().dimension();
  // In units of the weights themselves: near the end they differ by ten orders of magnitude.
  Eigen::MatrixXd roots(size + 1, rivals * (d + 1));
  Vector gradient(size + 1);
  gradient.head(size) = barrier - strength_ * scale_ * place.weights.square();
  gradient[size] = 1;
  for (Eigen::Index j = 0; j < rivals; ++j) {
    const double price = barrier / slack(place, j);
    const Vector& nearest = place.nearest[static_cast<std::size_t>(j)].scores;
    Vector gain(size + 1);
    gain.head(size) = scale_ * place.weights * problem_.divergences(nearest);
    gain[size] = -1;
    gradient += price * gain;
    roots.col(j * (d + 1)) = std::sqrt(price / slack(place, j)) * gain;
    roots.block(0, j * (d + 1) + 1, size, d) = place.weights.matrix().asDiagonal() *
                                               problem_.curvature_root(j, place.weights, nearest) *
                                               std::sqrt(price * scale_);
    roots.block(size, j * (d + 1) + 1, 1, d).setZero();
  }
  Eigen::MatrixXd curvature = Eigen::MatrixXd::Zero(size + 1, size + 1);
  curvature.selfadjointView<Eigen::Lower>().rankUpdate(roots);
  curvature.diagonal().head(size).array() += strength_ * scale_ * place.weights.square() + barrier;
  const Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> factor(curvature);
  // The weights' sum stays, which takes a multiplier.
  Vector sum = Vector::Zero(size + 1);
  sum.head(size) = place.weights;
  const Vector free = factor.solve(gradient), along = factor.solve(sum);
  const Vector step = free - along * (sum.dot(free) / sum.dot(along));
  return {step.head(size), step[size], gradient.dot(step)};
}

/// As far along the step as gains; false where that is nowhere.
bool Barrier::move(Place& place, const Step& step, double barrier) const {
  const double shrink = -step.growth.minCoeff();
  const double before = value(place, barrier);
  for (double part = shrink > 0 ? std::min(1.0, 0.95 / shrink) : 1.0; part > 1e-12; part /= 2) {
    Place next{place.weights * (1 + part * step.growth), place.level + part * step.level, {}};
    bool inside = true;
    for (Eigen::Index j = 0; j < problem_.gaps().size() && inside; ++j) {
      next.nearest.push_back(
          problem_.nearest(j, next.weights, place.nearest[static_cast<std::size_t>(j)].coefficients));
      inside = slack(next, j) > 0;
    }
    if (inside && value(next, barrier) >= before + 1e-4 * part * step.decrement - kRounding) {
      next.weights /= next.weights.sum();  // but for rounding it is 1
      place = std::move(next);
      return true;
    }
  }
  return false;
}

}  // namespace

Proportions interior_point_proportions(const StructuredProblem& problem, double strength) {
  if (problem.gaps().size() == 0 || problem.gaps().minCoeff() <= 0)
    throw InternalError("no proportions tell the best from its equal");
  Barrier barrier(problem, strength);
  Place place = barrier.start();
  for (double weight = 0.1; weight > 0.5e-10; weight /= 10) barrier.centre(place, weight);
  return certified(problem, place.weights);
}

Proportions regularised_proportions(const StructuredProblem& problem, double share) {
  const double time = interior_point_proportions(problem, 0).characteristic_time;
  return interior_point_proportions(problem, 2 * share / time);
}

}  // namespace megabandit
