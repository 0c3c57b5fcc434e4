#include "compare/bradley_terry/fit.hpp"

#include <Eigen/SparseCholesky>

#include <functional>
#include <memory>
#include <vector>

#include "base/error.hpp"

namespace megabandit {
namespace {

using Factor = Eigen::LLT<Eigen::MatrixXd>;

constexpr Eigen::Index kManyCandidates = 200;  // below, dense matrices are faster whatever was compared

[[noreturn]] void refuse() {
  throw InternalError(
      "these comparisons leave some coefficients of the Bradley-Terry model free: fit with a ridge");
}

Factor factored(const LinearScores& model, const std::vector<Pair>& pairs, const Eigen::ArrayXd& curvatures,
                double ridge) {
  Eigen::MatrixXd h = model.information(pairs, curvatures);
  if (ridge == 0) model.fix_gauge(h);
  h.diagonal().array() += ridge;
  Factor factor(h);
  if (factor.info() != Eigen::Success) refuse();
  return factor;
}

bool sparse(const LinearScores& model, const Likelihood& likelihood, double ridge) {
  const auto k = static_cast<double>(model.candidates());
  return model.tabular() && ridge > 0 && model.candidates() >= kManyCandidates &&
         static_cast<double>(likelihood.pairs().size()) < k * k / 32;
}

/// The Laplacian of tabular scores with a ridge, factored in an order that leaves hubs to the end.
class SparseCurvature {
 public:
  SparseCurvature(const std::vector<Pair>& pairs, Eigen::Index candidates, double ridge)
      : pairs_(pairs), ridge_(ridge), laplacian_(candidates, candidates) {}

  Eigen::MatrixXd solve(const Eigen::ArrayXd& curvatures, const Eigen::MatrixXd& sides) {
    fill(curvatures);
    if (!ordered_) factor_.analyzePattern(laplacian_);
    ordered_ = true;
    factor_.factorize(laplacian_);
    if (factor_.info() != Eigen::Success) refuse();
    return factor_.solve(sides);
  }

 private:
  void fill(const Eigen::ArrayXd& curvatures) {
    Vector diagonal = Vector::Constant(laplacian_.rows(), ridge_);
    std::vector<Eigen::Triplet<double>> cells;
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
      const int a = static_cast<int>(pairs_[p].a.value), b = static_cast<int>(pairs_[p].b.value);
      const double curvature = curvatures[static_cast<Eigen::Index>(p)];
      diagonal[a] += curvature;
      diagonal[b] += curvature;
      cells.emplace_back(b, a, -curvature);  // the lower half
    }
    for (int j = 0; j < laplacian_.rows(); ++j) cells.emplace_back(j, j, diagonal[j]);
    laplacian_.setFromTriplets(cells.begin(), cells.end());
  }

  const std::vector<Pair>& pairs_;
  double ridge_;
  Eigen::SparseMatrix<double> laplacian_;
  Eigen::SimplicialLLT<Eigen::SparseMatrix<double>> factor_;
  bool ordered_ = false;
};

using Solve = std::function<Eigen::MatrixXd(const Eigen::ArrayXd& curvatures, const Eigen::MatrixXd& sides)>;

/// (information with these curvatures + ridge)^-1 sides, by what suits model and comparisons.
Solve solver(const LinearScores& model, const Likelihood& likelihood, double ridge) {
  const std::vector<Pair>& pairs = likelihood.pairs();
  if (sparse(model, likelihood, ridge)) {
    auto curvature = std::make_shared<SparseCurvature>(pairs, model.candidates(), ridge);
    return [=](const Eigen::ArrayXd& curvatures, const Eigen::MatrixXd& sides) {
      return curvature->solve(curvatures, sides);
    };
  }
  return [&model, &pairs, ridge](const Eigen::ArrayXd& curvatures, const Eigen::MatrixXd& sides) {
    return Eigen::MatrixXd(factored(model, pairs, curvatures, ridge).solve(sides));
  };
}

}  // namespace

Fit fit(const LinearScores& model, const Likelihood& likelihood, double ridge, const Vector& start,
        const NewtonLimits& limits) {
  const Solve solve = solver(model, likelihood, ridge);
  return maximise(model, likelihood, ridge, start, limits,
                  [&](const Eigen::ArrayXd& curvatures, const Vector& gradient, const Vector&) -> Vector {
                    return solve(curvatures, gradient);
                  });
}

Fit fit_on_plane(const LinearScores& model, const Likelihood& likelihood, double ridge,
                 const Vector& contrast, const Vector& start, const NewtonLimits& limits) {
  const Solve solve = solver(model, likelihood, ridge);
  Eigen::MatrixXd sides(model.dimension(), 2);
  sides.col(1) = contrast;
  const Vector on_plane = start - contrast * (contrast.dot(start) / contrast.squaredNorm());
  return maximise(model, likelihood, ridge, on_plane, limits,
                  [&](const Eigen::ArrayXd& curvatures, const Vector& gradient, const Vector& b) -> Vector {
                    sides.col(0) = gradient;
                    const Eigen::MatrixXd solved = solve(curvatures, sides);
                    const double off = contrast.dot(b + solved.col(0)) / contrast.dot(solved.col(1));
                    return solved.col(0) - off * solved.col(1);
                  });
}

Factor factored_curvature(const LinearScores& model, const Likelihood& likelihood, double ridge,
                          const Vector& coefficients) {
  const Likelihood::Slope slope = likelihood.slope(model.scores(coefficients));
  return factored(model, likelihood.pairs(), slope.curvature, ridge);
}

double mixture_likelihood(const LinearScores& model, const Likelihood& likelihood, double ridge,
                          const Vector& coefficients) {
  Eigen::MatrixXd v = model.information(likelihood.pairs(), likelihood.weights()) / (4 * ridge);
  v.diagonal().array() += 1;
  const Eigen::MatrixXd l = v.llt().matrixL();
  return likelihood.value(model.scores(coefficients)) - ridge / 2 * coefficients.squaredNorm() -
         l.diagonal().array().log().sum();
}

}  // namespace megabandit
