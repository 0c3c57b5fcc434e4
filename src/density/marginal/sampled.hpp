#pragma once
// log rho from draws of the logging policy (DSO specification 1.12.1, 1.12.4): of whole outputs, or of
// actions whose kappa is known, which averages over their outputs exactly (Rao-Blackwell) and errs less.

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "base/random.hpp"
#include "density/smoothed_kernel.hpp"

namespace megabandit {

/// `count` actions with the chances exp(log_chances), which add up to 1, in the order drawn. @local
std::vector<ActionId> draw_actions(std::span<const double> log_chances, const DrawName& name,
                                   std::uint64_t count);

/// log of the mean kernel value of outputs drawn through the logging policy, [m, e]. Relative error
/// sqrt((E K^2 / (E K)^2 - 1) / m). Minus infinity when none is near. @local
double log_rho_monte_carlo(const SmoothedKernel& kernel, std::span<const double> pivot,
                           RowsView<float> outputs);

/// log of the mean kappa of drawn actions; `log_kappa` [actions]. @local
double log_rho_rao_blackwell(std::span<const ActionId> drawn, std::span<const double> log_kappa);

}  // namespace megabandit
