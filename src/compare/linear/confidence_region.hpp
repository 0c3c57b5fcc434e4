#pragma once
// What comparisons say about coefficients, as a region that holds the true ones with probability 1 - delta at
// all times at once, and what follows for candidates whose scores are linear in them
// (LLM-PO specification 3.1, 3.2, 4.6, 5.6).

#include <Eigen/Cholesky>

#include "compare/bradley_terry/bradley_terry.hpp"

namespace megabandit {

/// Of the fits here: the slack of the constrained ones is 1/8, for coefficients of any size that is met.
inline constexpr RidgeSettings kLinearRidge{.design = 0.25, .stopping = 1e-3, .squared_norm = 250};

/// {coefficients : log-likelihood > log of its Gaussian mixture - log(1 / delta)} (Kakade-Ng): whoever is not
/// ahead of the leader anywhere in it is not the best. To be wrong about anyone takes that the true
/// coefficients are not in it, hence no union over candidates. Replicated; a function of the counts alone.
///
/// Around its centre c the log-likelihood falls by kl_p >= v_p (e^-|s| + |s| - 1) a comparison whose score
/// difference moves by s. Let V be the curvature at c with the ridge, r the largest |z_p| in the norm of V^-1
/// over the compared pairs and g the gradient that the fit left, of norm |g| in it. A move of length m in the
/// norm of V moves no difference by more than r m, so that the fall is at least
///   h(m) = (e^-rm + rm - 1) / r^2 - |g| m,
/// and to put a rival ahead that is behind by `gap` takes m >= gap / |contrast|. That bound costs one product
/// with V's factor a candidate.
class ConfidenceRegion {
 public:
  /// @param features    [M, d] of the candidates that were compared; finite
  /// @param likelihood  of their comparisons, one at least
  ConfidenceRegion(RowMatrix<double> features, Likelihood likelihood);

  const LinearScores& model() const { return model_; }
  const Likelihood& likelihood() const { return likelihood_; }
  const Vector& coefficients() const { return coefficients_; }  ///< ridge estimate for designs, [d]
  const Vector& centre() const { return centre_.coefficients; }
  const Eigen::LLT<Eigen::MatrixXd>& curvature() const { return curvature_; }  ///< V

  /// A lower bound of the log e-value against a rival's being the best.
  /// @param gap       of scores at the centre by which it is behind the leader
  /// @param distance  of leader and rival in the norm of V^-1, not negative
  double certified(double gap, double distance) const;
  /// The log e-value to second order: what `exact` is likely to find.
  double expected(double gap, double distance) const;
  /// The log e-value itself, by a fit where the rival is level with the leader.
  /// @param contrast  x_leader - x_rival, not 0
  double exact(const Vector& contrast) const;

 private:
  LinearScores model_;
  Likelihood likelihood_;
  Vector coefficients_;
  Fit centre_;
  Eigen::LLT<Eigen::MatrixXd> curvature_;
  double gradient_ = 0;   // |g|
  double reach_ = 0;      // r
  double at_centre_ = 0;  // log e-value were the likelihood as high as at the centre
  double mixture_ = 0;
};

}  // namespace megabandit
