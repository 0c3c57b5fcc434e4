#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "objective/importance.hpp"
#include "objective/kinds/kinds.hpp"
#include "objective/log_likelihood.hpp"

namespace megabandit::objectives {
namespace {

// arXiv 2509.03456, RegKL: exp(reward / beta) - 1. Divided by exp(reward_max / beta), which changes neither
// the optimum (the L2 weight is divided too) nor the concavity, and cannot overflow.
struct ExponentialReward {
  double beta;
  double reward_max;
  double operator()(double reward, double) const {
    return std::expm1(reward / beta) * std::exp(-reward_max / beta);
  }
  double l2_scale() const { return std::exp(reward_max / beta); }
};

ExponentialReward exponential(const ObjectiveSettings& settings) {
  const double beta = settings.parameters.at("beta");
  if (settings.reward_max / beta > kHighestExponent)
    throw ConfigError(
        fmt::format("beta = {} of the objective `regkl` is too small for rewards up to {}: exp(reward / "
                    "beta) overflows; use at least {}",
                    beta, settings.reward_max, settings.reward_max / kHighestExponent));
  return {beta, std::max(settings.reward_max, 0.0)};  // below 0 nothing can overflow
}

}  // namespace

ObjectiveKind regkl() {
  return {{"regkl",
           "log-likelihood weighted by exp(reward / beta) - 1",
           {{"beta", 1, kPositive, kUnlimited, "temperature: small values follow the largest rewards only"}}},
          [](const ObjectiveSettings& settings) { return log_likelihood(settings, exponential(settings)); }};
}

}  // namespace megabandit::objectives
