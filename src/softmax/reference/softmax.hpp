#pragma once
// The softmax policy as one would write it on paper; the fast kernels are tested against it.
// B contexts, K actions, vectors of k numbers: score(i, a) = <context_i, action_a> / temperature.
// @local throughout; everything fits in memory as a [B, K] matrix, which is why nothing but tests calls this.

#include <cmath>
#include <cstdint>
#include <span>

#include "base/matrix.hpp"

namespace megabandit::reference {

template <class Scalar>
using Column = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// Scores [B, K] of contexts [B, k] against actions [K, k].
template <class Scalar>
RowMatrix<Scalar> logits(const RowMatrix<Scalar>& contexts, const RowMatrix<Scalar>& actions,
                         Scalar temperature = 1) {
  return contexts * actions.transpose() / temperature;
}

/// log sum_a exp(score(i, a)) [B], under the row's largest score.
template <class Scalar>
Column<Scalar> log_partition(const RowMatrix<Scalar>& scores) {
  const Column<Scalar> shift = scores.rowwise().maxCoeff();
  return shift.array() + (scores.colwise() - shift).array().exp().rowwise().sum().log();
}

/// pi(a | context i) [B, K].
template <class Scalar>
RowMatrix<Scalar> probabilities(const RowMatrix<Scalar>& scores) {
  return (scores.colwise() - log_partition(scores)).array().exp();
}

/// log pi(action[i] | context i) [B].
template <class Scalar>
Column<Scalar> log_probability(const RowMatrix<Scalar>& scores, std::span<const std::uint32_t> action) {
  Column<Scalar> chosen = -log_partition(scores);
  for (Eigen::Index i = 0; i < scores.rows(); ++i)
    chosen(i) += scores(i, action[static_cast<std::size_t>(i)]);
  return chosen;
}

/// E_pi[action vector] in each context [B, k].
template <class Scalar>
RowMatrix<Scalar> mean_embedding(const RowMatrix<Scalar>& probability, const RowMatrix<Scalar>& actions) {
  return probability * actions;
}

/// Gradient of sum_i credit_i log pi(action_i | i) by the scores [B, K]: credit_i (e_action - pi).
template <class Scalar>
RowMatrix<Scalar> score_gradient(const RowMatrix<Scalar>& probability, std::span<const std::uint32_t> action,
                                 const Column<Scalar>& credit) {
  RowMatrix<Scalar> gradient = -(credit.asDiagonal() * probability);
  for (Eigen::Index i = 0; i < gradient.rows(); ++i)
    gradient(i, action[static_cast<std::size_t>(i)]) += credit(i);
  return gradient;
}

/// The same by the action vectors [K, k]; `by_score` is score_gradient's.
template <class Scalar>
RowMatrix<Scalar> table_gradient(const RowMatrix<Scalar>& by_score, const RowMatrix<Scalar>& contexts,
                                 Scalar temperature = 1) {
  return by_score.transpose() * contexts / temperature;
}

/// The same by the context vectors [B, k]; row i is credit_i (action vector - mean embedding) / temperature.
template <class Scalar>
RowMatrix<Scalar> context_gradient(const RowMatrix<Scalar>& by_score, const RowMatrix<Scalar>& actions,
                                   Scalar temperature = 1) {
  return by_score * actions / temperature;
}

}  // namespace megabandit::reference
