#include "compare/linear/confidence_region.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace megabandit {
namespace {

constexpr NewtonLimits kNear{.steps = 100, .missing = 1e-12};
constexpr NewtonLimits kNearEnough{.steps = 100, .missing = 1e-9};  // what is missing is added
constexpr double kSlack = kLinearRidge.stopping * kLinearRidge.squared_norm / 2;

double longest_contrast(const LinearScores& model, const Likelihood& likelihood,
                        const Eigen::LLT<Eigen::MatrixXd>& curvature) {
  Eigen::MatrixXd z(model.dimension(), static_cast<Eigen::Index>(likelihood.pairs().size()));
  for (Eigen::Index p = 0; p < z.cols(); ++p) {
    const Pair pair = likelihood.pairs()[static_cast<std::size_t>(p)];
    z.col(p) = model.contrast(pair.a, pair.b);
  }
  curvature.matrixL().solveInPlace(z);
  return std::sqrt(z.colwise().squaredNorm().maxCoeff());
}

/// (e^-x + x - 1) / x^2 or less: 1/2 - x/6 where the difference would be rounding.
double shrinking(double x) { return x < 1e-3 ? 0.5 - x / 6 : (std::expm1(-x) + x) / (x * x); }

}  // namespace

ConfidenceRegion::ConfidenceRegion(RowMatrix<double> features, Likelihood likelihood)
    : model_(std::move(features)),
      likelihood_(std::move(likelihood)),
      coefficients_(fit(model_, likelihood_, kLinearRidge.design, Vector::Zero(model_.dimension()), kNear)
                        .coefficients),
      centre_(fit(model_, likelihood_, kLinearRidge.stopping, coefficients_, kNear)),
      curvature_(factored_curvature(model_, likelihood_, kLinearRidge.stopping, centre_.coefficients)) {
  Vector gradient = model_.pull_back(likelihood_.slope(model_.scores(centre_.coefficients)).by_score) -
                    kLinearRidge.stopping * centre_.coefficients;
  curvature_.matrixL().solveInPlace(gradient);
  gradient_ = gradient.norm();
  reach_ = longest_contrast(model_, likelihood_, curvature_);
  mixture_ = mixture_likelihood(model_, likelihood_, kLinearRidge.design, coefficients_);
  at_centre_ = mixture_ - centre_.penalised - kSlack;
}

double ConfidenceRegion::certified(double gap, double distance) const {
  constexpr double kNothing = -std::numeric_limits<double>::infinity();
  if (gap <= 0 || distance <= 0) return kNothing;
  const double move = gap / distance, x = reach_ * move;
  // Beyond `move` the fall only grows if it grows there.
  if (-std::expm1(-x) <= gradient_ * reach_) return kNothing;
  return at_centre_ + shrinking(x) * move * move - gradient_ * move;
}

double ConfidenceRegion::expected(double gap, double distance) const {
  if (gap <= 0 || distance <= 0) return at_centre_;
  const double move = gap / distance;
  return at_centre_ + move * move / 2;
}

double ConfidenceRegion::exact(const Vector& contrast) const {
  const double gap = contrast.dot(centre_.coefficients);
  if (gap <= 0) return -std::numeric_limits<double>::infinity();
  const Vector moved = curvature_.solve(contrast);
  const Vector start = centre_.coefficients - moved * (gap / contrast.dot(moved));
  const Fit level = fit_on_plane(model_, likelihood_, kLinearRidge.stopping, contrast, start, kNearEnough);
  return mixture_ - (level.penalised + level.missing + kSlack);
}

}  // namespace megabandit
