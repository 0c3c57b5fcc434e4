// Policies that steps do not change: what others are measured by, and the best actions by a model.

#include <functional>
#include <utility>

#include "sentences/methods/kinds/kinds.hpp"

namespace megabandit {
namespace {

using Fill = std::function<void(const RowMatrix<float>& contexts, RowMatrix<float>& probabilities)>;

class FixedPolicy final : public Method {
 public:
  explicit FixedPolicy(Fill fill) : fill_(std::move(fill)) {}
  bool learns() const override { return false; }
  void step(std::uint64_t, WeightTally&) override {}
  void fill(const RowMatrix<float>& contexts, RowMatrix<float>& probabilities) override {
    fill_(contexts, probabilities);
  }

 private:
  Fill fill_;
};

/// All mass on the largest entry of each row; the first of equal ones.
void choose_best(const RowMatrix<float>& scores, RowMatrix<float>& probabilities) {
  probabilities.setZero(scores.rows(), scores.cols());
  for (Eigen::Index i = 0; i < scores.rows(); ++i) {
    Eigen::Index best = 0;
    scores.row(i).maxCoeff(&best);
    probabilities(i, best) = 1;
  }
}

}  // namespace

std::unique_ptr<Method> make_uniform(const Experiment& experiment, const MethodSettings&) {
  return std::make_unique<FixedPolicy>([actions = experiment.actions()](const auto& contexts, auto& p) {
    p.setConstant(contexts.rows(), actions, 1.0F / static_cast<float>(actions));
  });
}

std::unique_ptr<Method> make_logging(const Experiment& experiment, const MethodSettings&) {
  return std::make_unique<FixedPolicy>(
      [&experiment](const auto& contexts, auto& p) { p = experiment.logging_at(contexts); });
}

std::unique_ptr<Method> make_optimal(const Experiment& experiment, const MethodSettings&) {
  return std::make_unique<FixedPolicy>([&experiment](const auto& contexts, auto& p) {
    choose_best(experiment.world().expected_rewards(contexts), p);
  });
}

std::unique_ptr<Method> make_regression_greedy(const Experiment& experiment, const MethodSettings&) {
  return std::make_unique<FixedPolicy>([&experiment](const auto& contexts, auto& p) {
    choose_best(experiment.action_rewards_at(contexts), p);
  });
}

std::unique_ptr<Method> make_sentence_regression_greedy(const Experiment& experiment, const MethodSettings&) {
  return std::make_unique<FixedPolicy>([&experiment](const auto& contexts, auto& p) {
    choose_best(experiment.sentence_rewards_at(contexts), p);
  });
}

}  // namespace megabandit
