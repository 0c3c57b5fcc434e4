#include <algorithm>
#include <cmath>

#include "objective/kinds/kinds.hpp"
#include "objective/policy_value.hpp"

namespace megabandit::objectives {
namespace {

// IPS with the propensity clipped, as in arXiv 2509.03456 (the Open Bandit Pipeline clips the ratio instead).
struct ClippedPropensity {
  double tau;
  Term operator()(double reward, double pscore, double log_prob) const {
    return proportional(importance(log_prob, std::log(std::max(pscore, tau))) * reward);
  }
};

}  // namespace

ObjectiveKind cips() {
  return {{"cips",
           "reward weighted by pi / max(pscore, tau)",
           {{"tau", 0.01, 0, 1, "propensities below tau count as tau"}}},
          [](const ObjectiveSettings& settings) {
            return policy_value(settings, ClippedPropensity{settings.parameters.at("tau")});
          }};
}

}  // namespace megabandit::objectives
