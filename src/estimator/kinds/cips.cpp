#include <algorithm>
#include <cmath>

#include "estimator/kinds/kinds.hpp"
#include "estimator/weighted_mean.hpp"

namespace megabandit::estimators {
namespace {

// IPS with the propensity clipped, as in arXiv 2509.03456: w = pi / max(pscore, tau).
struct ClippedPropensity {
  double tau;
  double operator()(double pscore, double log_prob) const {
    return importance(log_prob, std::log(std::max(pscore, tau)));
  }
};

}  // namespace

EstimatorKind cips() {
  return {{"cips",
           "mean of w r with w = pi / max(pscore, tau)",
           {{"tau", 0.01, 0, 1, "propensities below tau count as tau"}}},
          [](const EstimatorSettings& settings) {
            return weighted_mean(settings, ClippedPropensity{settings.parameters.at("tau")});
          }};
}

}  // namespace megabandit::estimators
