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
  std::int64_t passes = 50;                ///< of lbfgs and newton-cg: of the whole log at most
  // Filled in by the trainer:
  std::uint64_t steps =
      1;  ///< evaluations of the whole run; after so many it is finished, and the schedule spans them
  double strong_concavity =
      0;  ///< the L2 weight when the objective is concave, else 0: what certificates are made from
};

/// What a method asks of the log.
enum class Asks {
  gradients,        ///< of any batch
  whole_gradients,  ///< of the whole log at every step: line searches compare values
  products,         ///< that too, and products with the Hessian
};

struct OptimizerKind {
  Choice choice;
  std::unique_ptr<Optimizer> (*make)(
      const OptimizerSettings& complete);  ///< all parameters are there and in range
  Asks asks = Asks::gradients;
};

const std::vector<OptimizerKind>& optimizer_kinds();

/// What the kind of these settings asks. @throws ConfigError for an unknown kind
Asks asks_of(const OptimizerSettings& settings);

/// Table [optimizer].
void declare(Schema& schema, OptimizerSettings& optimizer);

/// @throws ConfigError for an unknown kind or parameter, a value out of range, or steps == 0
std::unique_ptr<Optimizer> make_optimizer(const OptimizerSettings& settings);

/// How much higher the optimum can be at most, where the L2 norm of the gradient is the root of
/// `squared_norm`: squared_norm / (2 strong_concavity). None without strong concavity.
std::optional<double> certified_gap(double squared_norm, double strong_concavity);

}  // namespace megabandit
