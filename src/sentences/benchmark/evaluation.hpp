#pragma once
// The exact value of a policy: no action, sentence or reward is drawn (DSO specification 2.5, 4.P18).

#include <functional>

#include "sentences/benchmark/experiment.hpp"

namespace megabandit {

/// Means over the evaluation contexts.
struct PolicyNumbers {
  double value = 0;    ///< sum over actions of pi E[r]
  double entropy = 0;  ///< of pi, nats
};

/// Fills the policy's probabilities at contexts [n, 2 d], which come row by row: [n, A].
using PolicyTable = std::function<void(const RowMatrix<float>& contexts, RowMatrix<float>& probabilities)>;

class ExactEvaluation {
 public:
  explicit ExactEvaluation(const Experiment& experiment);

  PolicyNumbers of(const PolicyTable& policy) const;
  double uniform() const { return uniform_; }
  double optimal() const { return optimal_; }
  /// 0 of the uniform policy, 1 of the optimal one.
  double optimality(double value) const { return (value - uniform_) / (optimal_ - uniform_); }

 private:
  const Experiment& experiment_;
  RowMatrix<float> contexts_;
  double uniform_ = 0, optimal_ = 0;
};

}  // namespace megabandit
