#include "density/marginal/enumerated.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/narrow.hpp"
#include "density/log_sum.hpp"

namespace megabandit {

std::vector<double> log_rho_enumerated(const Eigen::Ref<const RowMatrix<double>>& log_logging,
                                       const Eigen::Ref<const RowMatrix<double>>& log_kappa) {
  const auto actions = static_cast<std::size_t>(log_kappa.cols());
  std::vector<double> log_rho(static_cast<std::size_t>(log_kappa.rows()));
  for (Eigen::Index i = 0; i < log_kappa.rows(); ++i)
    log_rho[static_cast<std::size_t>(i)] =
        log_sum_exp({log_logging.row(i).data(), actions}, {log_kappa.row(i).data(), actions});
  return log_rho;
}

Neighbours nearest_actions(std::span<const double> log_kappa, std::uint64_t most) {
  if (log_kappa.empty()) return {};
  const double largest = *std::ranges::max_element(log_kappa);
  if (largest == -std::numeric_limits<double>::infinity()) return {};
  std::vector<std::uint32_t> found;
  for (std::size_t action = 0; action < log_kappa.size(); ++action)
    if (log_kappa[action] >= largest + std::log(kKernelTail)) found.push_back(narrow<std::uint32_t>(action));
  if (found.size() > most) {
    // Equal values: the smaller action stays.
    const auto better = [&](std::uint32_t one, std::uint32_t other) {
      return log_kappa[one] != log_kappa[other] ? log_kappa[one] > log_kappa[other] : one < other;
    };
    std::ranges::nth_element(found, found.begin() + narrow<std::ptrdiff_t>(most), better);
    found.resize(most);
    std::ranges::sort(found);
  }
  Neighbours neighbours;
  for (const std::uint32_t action : found) {
    neighbours.actions.emplace_back(action);
    neighbours.log_kappa.push_back(log_kappa[action]);
  }
  return neighbours;
}

double log_rho_truncated(const Neighbours& neighbours, std::span<const double> log_logging) {
  std::vector<double> logging(neighbours.actions.size());
  std::ranges::transform(neighbours.actions, logging.begin(),
                         [&](ActionId action) { return log_logging[action.value]; });
  return log_sum_exp(logging, neighbours.log_kappa);
}

}  // namespace megabandit
