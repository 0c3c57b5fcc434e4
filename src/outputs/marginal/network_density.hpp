#pragma once
// rho as a network on [context, pivot] that is trained before the first step, on rounds made up: contexts of
// the log, actions as the policy that logged would choose them, and what those make (DSO
// specification 1.12.2, 1.12.4).

#include "density/marginal/learned.hpp"
#include "outputs/doubts/log_sample.hpp"
#include "outputs/logging/logging_draws.hpp"
#include "outputs/marginal/marginal_density.hpp"
#include "outputs/settings.hpp"
#include "outputs/sight/action_outputs.hpp"

namespace megabandit {

/// What a network is trained on.
struct NetworkSource {
  LoggingDraws logging;
  std::shared_ptr<const ActionOutputs> outputs;
  PivotKind pivot = PivotKind::randomised;
  std::uint64_t draws = 100;  ///< of a density that is learned from, DensityForm::logarithm
  std::uint64_t seed = 0;
};

/// @collective over the catalogue's group  Trained alike on all ranks. `rounds`: those whose contexts are
/// used.
std::unique_ptr<MarginalDensity> network_density(const Scoring& scoring, const Panel& rounds,
                                                 DensityForm form, const NetworkSource& source);

}  // namespace megabandit
