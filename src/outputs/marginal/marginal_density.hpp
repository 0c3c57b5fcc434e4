#pragma once
// rho, the density of what was seen under the policy that logged: what weights are divided by.

#include <memory>
#include <vector>

#include "policy/panel.hpp"

namespace megabandit {

class MarginalDensity {
 public:
  virtual ~MarginalDensity() = default;
  /// @collective over the catalogue's group, whose ranks give the same panel  log rho of every entry, on the
  /// scale of SmoothedKernel::log_value; minus infinity where the policy that logged makes nothing that is
  /// seen there. A function of the entry alone, by its name. The panel knows its contexts' features and its
  /// pivots.
  virtual std::vector<double> log_rho(const Scoring& scoring, const Panel& panel) = 0;
};

/// The same, measured once for every pivot: it does not depend on what is learned.
std::unique_ptr<MarginalDensity> kept(std::unique_ptr<MarginalDensity> density);

}  // namespace megabandit
