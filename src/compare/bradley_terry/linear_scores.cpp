#include "compare/bradley_terry/linear_scores.hpp"

#include <Eigen/Eigenvalues>

#include <utility>

namespace megabandit {
namespace {

constexpr double kRounding = 1e-14;

/// Directions in which the centred features are zero to rounding.
Eigen::MatrixXd moving_all_alike(const RowMatrix<double>& features) {
  const RowMatrix<double> centred = features.rowwise() - features.colwise().mean();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> covariance(centred.transpose() * centred);
  const Vector& values = covariance.eigenvalues();  // increasing
  const double rounding = 10 * kRounding * static_cast<double>(features.rows()) * features.squaredNorm();
  const auto few = (values.array() <= rounding).count();
  return covariance.eigenvectors().leftCols(few);
}

}  // namespace

LinearScores::LinearScores(RowMatrix<double> features)
    : features_(std::move(features)),
      tabular_(features_.rows() == features_.cols() && features_.isIdentity(0)),
      free_(tabular_ ? Eigen::MatrixXd() : moving_all_alike(features_)) {}

Vector LinearScores::scores(const Vector& coefficients) const {
  return tabular_ ? coefficients : Vector(features_ * coefficients);
}

Vector LinearScores::pull_back(const Vector& candidate_sums) const {
  return tabular_ ? candidate_sums : Vector(features_.transpose() * candidate_sums);
}

Vector LinearScores::contrast(CandidateId a, CandidateId b) const {
  return features_.row(a.value) - features_.row(b.value);
}

Eigen::MatrixXd LinearScores::information(std::span<const Pair> pairs, const Eigen::ArrayXd& weights) const {
  // The graph Laplacian L of the weights, or L X: both cost a few operations a pair and coefficient.
  if (tabular_) {
    Eigen::MatrixXd laplacian = Eigen::MatrixXd::Zero(candidates(), candidates());
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      const auto a = pairs[p].a.value, b = pairs[p].b.value;
      const double weight = weights[static_cast<Eigen::Index>(p)];
      laplacian(a, a) += weight;
      laplacian(b, b) += weight;
      laplacian(a, b) -= weight;
      laplacian(b, a) -= weight;
    }
    return laplacian;
  }
  RowMatrix<double> product = RowMatrix<double>::Zero(candidates(), dimension());
  const auto d = static_cast<std::size_t>(dimension());
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    const double weight = weights[static_cast<Eigen::Index>(p)];
    const double* x_a = features_.data() + pairs[p].a.value * d;
    const double* x_b = features_.data() + pairs[p].b.value * d;
    double* to_a = product.data() + pairs[p].a.value * d;
    double* to_b = product.data() + pairs[p].b.value * d;
    for (std::size_t i = 0; i < d; ++i) {
      const double part = weight * (x_a[i] - x_b[i]);
      to_a[i] += part;
      to_b[i] -= part;
    }
  }
  return features_.transpose() * product;
}

void LinearScores::fix_gauge(Eigen::MatrixXd& information) const {
  const double mean = information.diagonal().mean();
  information.diagonal().array() += kRounding * mean;
  if (tabular_)
    information.array() += mean / static_cast<double>(candidates());
  else
    information += mean * free_ * free_.transpose();
}

}  // namespace megabandit
