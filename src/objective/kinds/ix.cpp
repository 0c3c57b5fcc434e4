#include <cmath>

#include "objective/kinds/kinds.hpp"
#include "objective/policy_value.hpp"

namespace megabandit::objectives {
namespace {

// Implicit exploration: gamma = 0 is IPS.
struct RaisedPropensity {
  double gamma;
  Term operator()(double reward, double pscore, double log_prob) const {
    return proportional(importance(log_prob, std::log(pscore + gamma)) * reward);
  }
};

}  // namespace

ObjectiveKind ix() {
  return {{"ix",
           "reward weighted by pi / (pscore + gamma)",
           {{"gamma", 0.01, 0, kUnlimited, "added to every propensity"}}},
          [](const ObjectiveSettings& settings) {
            return policy_value(settings, RaisedPropensity{settings.parameters.at("gamma")});
          }};
}

}  // namespace megabandit::objectives
