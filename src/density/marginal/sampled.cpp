#include "density/marginal/sampled.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/narrow.hpp"
#include "density/kappa.hpp"
#include "density/log_sum.hpp"

namespace megabandit {

std::vector<ActionId> draw_actions(std::span<const double> log_chances, const DrawName& name,
                                   std::uint64_t count) {
  MEGABANDIT_CHECK(cheap, !log_chances.empty(), "draws from no actions");
  std::vector<double> up_to(log_chances.size());
  double sum = 0;
  for (std::size_t action = 0; action < log_chances.size(); ++action)
    up_to[action] = sum += std::exp(log_chances[action]);
  std::vector<ActionId> drawn(count);
  for (std::uint64_t k = 0; k < count; ++k) {
    const double at = sum * uniform(name, narrow<std::uint32_t>(k));
    const auto place = std::ranges::upper_bound(up_to, at) - up_to.begin();
    drawn[k] = ActionId{narrow<std::uint32_t>(std::min(place, std::ssize(up_to) - 1))};
  }
  return drawn;
}

double log_rho_monte_carlo(const SmoothedKernel& kernel, std::span<const double> pivot,
                           RowsView<float> outputs) {
  double log_rho = 0;
  log_kappa_of_bank(kernel, pivot, outputs, {&log_rho, 1});  // as if all were of one action
  return log_rho;
}

double log_rho_rao_blackwell(std::span<const ActionId> drawn, std::span<const double> log_kappa) {
  std::vector<double> values;
  for (const ActionId action : drawn) values.push_back(log_kappa[action.value]);
  return log_mean_exp(values);
}

}  // namespace megabandit
