#pragma once
// log rho = log sum_a pi0(a | x) kappa(a), the marginal logging density of a pivot, over all actions or over
// those that matter (DSO specification 1.12.4).

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"

namespace megabandit {

/// Over all actions, for each row; `log_logging`: log pi0(a | x_i), `log_kappa`: both [b, actions]. Minus
/// infinity where the logging policy makes nothing that the kernel sees. @local
std::vector<double> log_rho_enumerated(const Eigen::Ref<const RowMatrix<double>>& log_logging,
                                       const Eigen::Ref<const RowMatrix<double>>& log_kappa);

/// Actions that a pivot meets, by action.
struct Neighbours {
  std::vector<ActionId> actions;
  std::vector<double> log_kappa;  ///< of each
};

/// Kernel values below this share of the largest are left out (1.12.4, 5.3).
inline constexpr double kKernelTail = 1e-6;

/// Those with kappa >= kKernelTail times the largest, the `most` largest of them. Leaving out the tail alone
/// makes rho too small by at most kKernelTail times the largest kappa. @local
Neighbours nearest_actions(std::span<const double> log_kappa, std::uint64_t most);

/// Over neighbours alone; `log_logging` [actions]. @local
double log_rho_truncated(const Neighbours& neighbours, std::span<const double> log_logging);

}  // namespace megabandit
