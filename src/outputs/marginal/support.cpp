#include "outputs/marginal/support.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {

// Squares of weights are added up.
constexpr double kMostLogWeight = 300;

bool set_relative(const Support& support, double log_rho, double reference, Panel& panel, std::size_t entry) {
  if (!std::isfinite(log_rho) || log_rho < support.log_density_floor) return false;
  double& log_prob = panel.log_prob[entry];
  const double relative = log_rho - reference;
  const bool weighs = support.posterior == Posterior::policy;
  const double excess = std::max(0.0, (weighs ? std::max(relative, log_prob) : relative) - kMostRelative);
  if (weighs) log_prob -= excess;
  panel.pscore[entry] = std::exp(relative - excess);
  return panel.pscore[entry] > 0 && !(weighs && log_prob - (relative - excess) > kMostLogWeight);
}

}  // namespace megabandit
