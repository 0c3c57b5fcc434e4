#pragma once
// Mean and variance of gradients of rounds, for parameters [columns of a context, actions].

#include "base/matrix.hpp"

namespace megabandit::bench {

class Moments {
 public:
  Moments() = default;
  Moments(Eigen::Index columns, Eigen::Index actions) : sum_(RowMatrix<double>::Zero(columns, actions)) {}

  /// Rounds of these contexts, minus the gradient in their logits, and their weights.
  void add(const RowMatrix<float>& contexts, const RowMatrix<float>& slope, const Eigen::VectorXd& weights) {
    sum_ -= (contexts.transpose() * slope).cast<double>();
    squares_ +=
        contexts.rowwise().squaredNorm().cast<double>().dot(slope.rowwise().squaredNorm().cast<double>());
    weights_ += weights.sum();
    squared_weights_ += weights.squaredNorm();
    rounds_ += static_cast<double>(contexts.rows());
  }

  double cosine(const Moments& truth) const {
    return sum_.cwiseProduct(truth.sum_).sum() / (sum_.norm() * truth.sum_.norm());
  }
  /// |mean - truth|^2 / |truth|^2, less what the variance of a mean of so many rounds adds to it.
  double relative_squared_bias(const Moments& truth) const {
    return (sum_ - truth.sum_).squaredNorm() / truth.sum_.squaredNorm() - relative_variance(truth) / rounds_;
  }
  /// Of one round's gradient, over |truth|^2.
  double relative_variance(const Moments& truth) const {
    const double square = (sum_ / rounds_).squaredNorm();
    return (squares_ / rounds_ - square) / (truth.sum_ / truth.rounds_).squaredNorm();
  }
  double mean_weight() const { return weights_ / rounds_; }
  double mean_squared_weight() const { return squared_weights_ / rounds_; }

 private:
  RowMatrix<double> sum_;
  double squares_ = 0, weights_ = 0, squared_weights_ = 0, rounds_ = 0;
};

}  // namespace megabandit::bench
