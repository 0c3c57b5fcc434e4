#include <cmath>

#include "objective/kinds/kinds.hpp"
#include "objective/policy_value.hpp"

namespace megabandit::objectives {
namespace {

// Inverse propensity scoring (Horvitz-Thompson).
struct InversePropensity {
  Term operator()(double reward, double pscore, double log_prob) const {
    return proportional(importance(log_prob, std::log(pscore)) * reward);
  }
};

}  // namespace

ObjectiveKind ips() {
  return {{"ips", "reward weighted by pi / pscore", {}},
          [](const ObjectiveSettings& settings) { return policy_value(settings, InversePropensity{}); }};
}

}  // namespace megabandit::objectives
