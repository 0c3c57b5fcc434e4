// Policies of a model of rewards, of actions or of sentences (DSO specification 1.5): the gradient of what
// the model promises, summed over all actions or at one drawn action.

#include "sentences/methods/drawn_action.hpp"
#include "sentences/methods/kinds/kinds.hpp"

namespace megabandit {
namespace {

class Promise final : public LogRule {
 public:
  /// @param predicted rewards of every logged context and action, [n, A]
  Promise(const Experiment& experiment, Summation sum, RowMatrix<float> predicted)
      : LogRule(experiment), sum_(sum), predicted_(std::move(predicted)) {}

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally&) override {
    slope.setZero();
    for (Eigen::Index i = 0; i < batch.size(); ++i)
      add_promise(experiment(), batch, i, sum_, predicted_.row(batch.rounds[static_cast<std::size_t>(i)]),
                  slope.row(i));
  }

 private:
  Summation sum_;
  RowMatrix<float> predicted_;
};

}  // namespace

std::unique_ptr<Method> make_regression(const Experiment& experiment, const MethodSettings& settings) {
  return make_dense<Promise>(experiment, settings, settings.sum,
                             experiment.action_rewards_at(experiment.log().contexts));
}

std::unique_ptr<Method> make_sentence_regression(const Experiment& experiment,
                                                 const MethodSettings& settings) {
  return make_dense<Promise>(experiment, settings, settings.sum,
                             experiment.sentence_rewards_at(experiment.log().contexts));
}

}  // namespace megabandit
