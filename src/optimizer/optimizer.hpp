#pragma once
// Turns gradients into steps. Everything is maximised. One file per method.

#include <cstdint>
#include <optional>
#include <string>

#include "base/matrix.hpp"
#include "base/saved_state.hpp"
#include "optimizer/space.hpp"

namespace megabandit {

/// The objective at the parameters last asked for, the L2 term included.
struct Evaluation {
  double value = 0;
  const Vector& gradient;
  const Space& space = whole_space();  ///< of the parameters, the gradient and all that is made of them
};

/// How the gradient falls along a direction of length 1 that was asked for: minus the Hessian times the
/// direction, the L2 term included.
struct Fall {
  const Vector& fall;
  const Space& space = whole_space();
};

/// What an optimiser says after an evaluation.
struct Advice {
  bool accepted = true;            ///< the best point so far, or a plain step (false: a line search goes on)
  std::string finished = {};       ///< why it is done; empty: go on
  std::optional<double> gap = {};  ///< certified: the optimum is at most this much higher; none: unknown
};

/// @replicated throughout: same input, same answer, on every rank; where the parameters are cut over ranks,
/// each moves its own. Methods that need more than a parameter by itself ask the space.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  virtual std::string name() const = 0;
  /// Whether it needs the whole log at every evaluation (line searches compare values).
  virtual bool full_batch() const = 0;
  /// Takes the evaluation at `parameters` and moves `parameters` to the next point to evaluate; when
  /// finished, to the answer. @collective over the space's group.
  virtual Advice step(const Evaluation& at, Vector& parameters) = 0;
  /// What the next pass over the log has to find. Null: the evaluation at the parameters, for `step`. Else
  /// how the gradient falls from there along this direction, for `take_fall`.
  virtual const Vector* wanted_direction() const { return nullptr; }
  /// Takes the fall that was wanted, and moves `parameters` when enough is known for a step.
  /// @collective over the space's group.
  virtual Advice take_fall(const Fall& along, Vector& parameters);
  /// Every array has one number a parameter, or none at all; where parameters are cut, those of this rank.
  virtual SavedState save() const = 0;
  virtual void load(const SavedState& state) = 0;
};

}  // namespace megabandit
