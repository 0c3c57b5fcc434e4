#pragma once
// Expectations over the log of a small problem.

#include <vector>

#include "unit/density/small_problem.hpp"

namespace megabandit {

/// The rewards of rounds, times the rounds' chances: sums over the block are expectations.
inline std::vector<double> expected(const Enumerated& rounds, const Eigen::RowVectorXd& rewards) {
  std::vector<double> terms(rounds.chance.size());
  for (std::size_t i = 0; i < terms.size(); ++i) terms[i] = rounds.chance[i] * rewards(rounds.sentence[i]);
  return terms;
}

/// E[ghat], by the logits.
inline Eigen::RowVectorXd expected_gradient(const Enumerated& rounds, const Eigen::RowVectorXd& rewards) {
  const std::vector<double> terms = expected(rounds, rewards);
  RowMatrix<double> gradient = RowMatrix<double>::Zero(rounds.size(), kPrompts);
  add_dso({rounds.log_policy, rounds.log_kappa, rounds.log_rho, terms}, kUnguarded, gradient);
  return gradient.colwise().sum();
}

}  // namespace megabandit
