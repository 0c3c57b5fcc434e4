#include <cmath>

#include "objective/kinds/kinds.hpp"
#include "objective/policy_value.hpp"

namespace megabandit::objectives {
namespace {

// Exponential smoothing (ICML 2023): alpha = 1 is IPS, alpha = 0 ignores the propensity.
struct SmoothedPropensity {
  double alpha;
  Term operator()(double reward, double pscore, double log_prob) const {
    return proportional(importance(log_prob, alpha * std::log(pscore)) * reward);
  }
};

}  // namespace

ObjectiveKind es() {
  return {
      {"es", "reward weighted by pi / pscore^alpha", {{"alpha", 0.7, 0, 1, "exponent of the propensity"}}},
      [](const ObjectiveSettings& settings) {
        return policy_value(settings, SmoothedPropensity{settings.parameters.at("alpha")});
      }};
}

}  // namespace megabandit::objectives
