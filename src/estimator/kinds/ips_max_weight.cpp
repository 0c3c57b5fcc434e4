#include <algorithm>
#include <cmath>

#include "estimator/kinds/kinds.hpp"
#include "estimator/weighted_mean.hpp"

namespace megabandit::estimators {
namespace {

// IPS with the ratio clipped (obp InverseProbabilityWeighting with lambda_): w = min(pi / pscore,
// max_weight).
struct ClippedRatio {
  double max_weight;
  double operator()(double pscore, double log_prob) const {
    return std::min(importance(log_prob, std::log(pscore)), max_weight);
  }
};

}  // namespace

EstimatorKind ips_max_weight() {
  return {{"ips-max-weight",
           "mean of w r with w = min(pi / pscore, max_weight)",
           {{"max_weight", 100, kPositive, kUnlimited, "ratios above count as this"}}},
          [](const EstimatorSettings& settings) {
            return weighted_mean(settings, ClippedRatio{settings.parameters.at("max_weight")});
          }};
}

}  // namespace megabandit::estimators
