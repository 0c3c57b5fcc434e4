#pragma once
// A logged problem small enough for the reference softmax, with a policy that has one vector an action: score
// = <x, theta_a>.

#include <cstdint>
#include <vector>

#include "objective/objective.hpp"
#include "optimizer/optimizer.hpp"
#include "softmax/reference/softmax.hpp"

namespace megabandit::testing {

using Matrix = RowMatrix<double>;

struct TableProblem {
  Matrix contexts;  // [n, d], one a round
  std::vector<std::uint32_t> action;
  std::vector<double> reward, pscore;
};

struct Measured {
  double value = 0;
  Matrix by_score;  // gradient by the scores [n, K]
  Matrix by_table;  // gradient by theta [K, d]
};

// As a trainer does it: dead rounds dropped, credits, sums, combination.
inline Measured measure(const Objective& objective, const TableProblem& problem, const Matrix& theta) {
  const std::size_t n = problem.action.size();
  const std::vector<float> reward(problem.reward.begin(), problem.reward.end());
  const std::vector<float> pscore(problem.pscore.begin(), problem.pscore.end());
  std::vector<std::uint8_t> live(n);
  objective.find_live(reward, pscore, live);

  const Matrix scores = reference::logits<double>(problem.contexts, theta);
  const auto log_prob = reference::log_probability<double>(scores, problem.action);
  std::vector<std::size_t> kept;
  std::vector<double> kept_reward, kept_pscore, kept_log_prob;
  for (std::size_t i = 0; i < n; ++i) {
    if (!live[i]) continue;
    kept.push_back(i);
    kept_reward.push_back(problem.reward[i]);
    kept_pscore.push_back(problem.pscore[i]);
    kept_log_prob.push_back(log_prob(static_cast<Eigen::Index>(i)));
  }
  std::vector<std::vector<double>> credit(objective.channels(), std::vector<double>(kept.size()));
  std::vector<double> sums(objective.sums());
  objective.credit({kept_reward, kept_pscore, kept_log_prob}, {{credit.begin(), credit.end()}, sums});
  const Combination total = objective.combine(sums, static_cast<double>(n));

  reference::Column<double> push = reference::Column<double>::Zero(static_cast<Eigen::Index>(n));
  for (std::size_t channel = 0; channel < credit.size(); ++channel)
    for (std::size_t k = 0; k < kept.size(); ++k)
      push(static_cast<Eigen::Index>(kept[k])) += total.channel[channel] * credit[channel][k];
  const Matrix by_score =
      reference::score_gradient<double>(reference::probabilities(scores), problem.action, push);
  return {total.value, by_score, reference::table_gradient<double>(by_score, problem.contexts)};
}

// Matrices as the flat vectors that optimisers see, and back.
inline Vector flat(const Matrix& matrix) { return Eigen::Map<const Vector>(matrix.data(), matrix.size()); }
inline Matrix shaped(const Vector& vector, Eigen::Index rows) {
  return Eigen::Map<const Matrix>(vector.data(), rows, vector.size() / rows);
}

// The objective minus l2 / 2 |theta|^2, as optimisers see it.
struct Penalised {
  double value = 0;
  Vector gradient;
};
inline Penalised penalised(const Objective& objective, const TableProblem& problem, const Vector& theta,
                           Eigen::Index actions, double l2) {
  const Measured measured = measure(objective, problem, shaped(theta, actions));
  return {measured.value - l2 / 2 * theta.squaredNorm(), flat(measured.by_table) - l2 * theta};
}

}  // namespace megabandit::testing
