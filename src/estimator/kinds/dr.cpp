#include <cmath>

#include "estimator/kinds/kinds.hpp"
#include "estimator/weighted_mean.hpp"

namespace megabandit::estimators {

// A round's rhat comes from other rounds, so its terms spread as independent ones do.
EstimatorKind dm() {
  return {{"dm", "mean of what a model of the reward expects of the policy", {}},
          [](const EstimatorSettings& settings) {
            return mean_of_terms(settings, Needs::model, [](const ScoredRounds& rounds, std::size_t i) {
              return WeightedTerm{1, rounds.expected_or_0(i)};
            });
          }};
}

EstimatorKind dr() {
  return {{"dr", "the same, and mean of w times what the model leaves of the reward", {}},
          [](const EstimatorSettings& settings) {
            return mean_of_terms(settings, Needs::model, [](const ScoredRounds& rounds, std::size_t i) {
              const double weight = importance(rounds.log_prob[i], std::log(rounds.pscore[i])),
                           rest = rounds.reward[i] - rounds.predicted_or_0(i);
              return WeightedTerm{weight, rounds.expected_or_0(i) + weight * rest};
            });
          }};
}

}  // namespace megabandit::estimators
