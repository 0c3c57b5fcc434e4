#include "objective/kinds/kinds.hpp"
#include "objective/log_likelihood.hpp"

namespace megabandit::objectives {
namespace {

// arXiv 2509.03456, LPI: the target is proportional to r(x, a) pi0(a | x).
struct Reward {
  double operator()(double reward, double) const { return reward; }
  double l2_scale() const { return 1; }
};

}  // namespace

ObjectiveKind lpi() {
  return {{"lpi", "log-likelihood weighted by the reward", {}},
          [](const ObjectiveSettings& settings) { return log_likelihood(settings, Reward{}); }};
}

}  // namespace megabandit::objectives
