#include <cmath>

#include "estimator/kinds/kinds.hpp"
#include "estimator/weighted_mean.hpp"

namespace megabandit::estimators {
namespace {

// Inverse propensity scoring (obp InverseProbabilityWeighting): w = pi / pscore.
struct Ratio {
  double operator()(double pscore, double log_prob) const { return importance(log_prob, std::log(pscore)); }
};

}  // namespace

EstimatorKind ips() {
  return {{"ips", "mean of w r with w = pi / pscore", {}},
          [](const EstimatorSettings& settings) { return weighted_mean(settings, Ratio{}); }};
}

}  // namespace megabandit::estimators
