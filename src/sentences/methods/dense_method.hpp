#pragma once
// Policies with an output unit for every action, trained by Adam: all methods of one stage (DSO specification
// 1.2, 1.3). They differ in the rule that makes a batch into the gradient in the logits.

#include <memory>
#include <utility>
#include <vector>

#include "network/network.hpp"
#include "sentences/benchmark/experiment.hpp"
#include "sentences/methods/method.hpp"

namespace megabandit {

/// What a rule sees of a step.
struct Batch {
  std::uint64_t step = 0;
  std::vector<std::uint32_t> rounds;             ///< of the log; none when the contexts are fresh
  RowMatrix<float> contexts;                     ///< [B, 2 d]
  RowsView<float> probabilities{nullptr, 0, 0};  ///< pi at the contexts, [B, A]

  Eigen::Index size() const { return contexts.rows(); }
  /// Numbers the rows of all steps.
  std::uint64_t number(Eigen::Index row) const {
    return step * static_cast<std::uint64_t>(size()) + static_cast<std::uint64_t>(row);
  }
};

class StepRule {
 public:
  virtual ~StepRule() = default;
  /// Fills the batch of a step, all but the probabilities: rounds of the log with replacement. The batch has
  /// its size.
  virtual void choose(Batch& batch) = 0;
  /// Overwrites `slope` [B, A] by the gradient, in the logits, of the loss: minus the mean over the batch of
  /// what is to grow.
  virtual void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally& tally) = 0;
};

/// A rule on rounds of the log.
class LogRule : public StepRule {
 public:
  explicit LogRule(const Experiment& experiment) : experiment_(experiment) {}
  void choose(Batch& batch) override;

 protected:
  const Experiment& experiment() const { return experiment_; }
  const SentenceLog& log() const { return experiment_.log(); }

 private:
  const Experiment& experiment_;
};

class DenseMethod final : public Method {
 public:
  DenseMethod(const Experiment& experiment, const MethodSettings& settings, std::unique_ptr<StepRule> rule);
  void step(std::uint64_t number, WeightTally& tally) override;
  void fill(const RowMatrix<float>& contexts, RowMatrix<float>& probabilities) override;

 private:
  void forward(const RowMatrix<float>& contexts);  // activations_ end with probabilities

  std::unique_ptr<StepRule> rule_;
  Network network_;
  AdamDescent adam_;
  Activations activations_;
  Eigen::VectorXf sums_, gradient_;
  Batch batch_;
  RowMatrix<float> slope_;
};

/// A method of the rule that is made from the experiment and what else its constructor takes.
template <class Rule, class... Arguments>
std::unique_ptr<Method> make_dense(const Experiment& experiment, const MethodSettings& settings,
                                   Arguments&&... arguments) {
  return std::make_unique<DenseMethod>(
      experiment, settings, std::make_unique<Rule>(experiment, std::forward<Arguments>(arguments)...));
}

}  // namespace megabandit
