#include <algorithm>

#include "objective/kinds/kinds.hpp"
#include "objective/log_likelihood.hpp"

namespace megabandit::objectives {
namespace {

// arXiv 2509.03456, cLPI: the target is proportional to r(x, a) pi0(a | x) / max(pi0(a | x), tau).
struct ClippedReward {
  double tau;
  double operator()(double reward, double pscore) const { return reward / std::max(pscore, tau); }
  double l2_scale() const { return 1; }
};

}  // namespace

ObjectiveKind clpi() {
  return {{"clpi",
           "log-likelihood weighted by the reward over the clipped propensity",
           {{"tau", 0.01, 0, 1, "propensities below tau count as tau"}}},
          [](const ObjectiveSettings& settings) {
            return log_likelihood(settings, ClippedReward{settings.parameters.at("tau")});
          }};
}

}  // namespace megabandit::objectives
