#pragma once

#include <cmath>
#include <vector>

#include "estimator/table.hpp"

namespace megabandit::testing {

struct LogRounds {
  std::vector<double> reward, pscore, log_prob;
};

/// Six rounds with the policy's probabilities for what was logged.
inline LogRounds six() {
  LogRounds rounds{{1, 0, 1, .5, 0, 1}, {.15, .50, .05, .30, .20, .60}, {}};
  for (const double probability : {.34, .27, .36, .2, .17, .15})
    rounds.log_prob.push_back(std::log(probability));
  return rounds;
}

inline Estimate estimated(const std::string& kind, const LogRounds& rounds,
                          const Arguments& parameters = {}) {
  const auto estimator = make_estimator({.kind = kind, .parameters = parameters});
  std::vector<double> sums(estimator->sums());
  double weight_max = 0;
  estimator->observe({rounds.reward, rounds.pscore, rounds.log_prob}, sums, weight_max);
  return estimator->estimate(sums, weight_max, static_cast<double>(rounds.reward.size()));
}

}  // namespace megabandit::testing
