#pragma once
// All optimisers by name.

#include <memory>

#include "config/choice.hpp"
#include "optimizer/optimizer.hpp"
#include "optimizer/schedule.hpp"

namespace megabandit {

class Schema;

struct OptimizerSettings {
  std::string kind = "lbfgs";
  Arguments parameters = {};               ///< those of the kind; what is missing takes the table's default
  Schedule schedule = Schedule::constant;  ///< of the rate of sgd and adam
  std::int64_t epochs = 10;                ///< of sgd and adam: how often the log is gone through
  std::int64_t passes = 50;                ///< of lbfgs: evaluations of the whole log at most
  // Filled in by the trainer:
  std::uint64_t steps =
      1;  ///< evaluations of the whole run; after so many it is finished, and the schedule spans them
  double strong_concavity =
      0;  ///< the L2 weight when the objective is concave, else 0: what certificates are made from
};

struct OptimizerKind {
  Choice choice;
  std::unique_ptr<Optimizer> (*make)(
      const OptimizerSettings& complete);  ///< all parameters are there and in range
};

const std::vector<OptimizerKind>& optimizer_kinds();

/// Table [optimizer].
void declare(Schema& schema, OptimizerSettings& optimizer);

/// @throws ConfigError for an unknown kind or parameter, a value out of range, or steps == 0
std::unique_ptr<Optimizer> make_optimizer(const OptimizerSettings& settings);

/// How much higher the optimum can be at most, where the L2 norm of the gradient is the root of
/// `squared_norm`: squared_norm / (2 strong_concavity). None without strong concavity.
std::optional<double> certified_gap(double squared_norm, double strong_concavity);

}  // namespace megabandit
