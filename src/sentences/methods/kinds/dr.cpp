// Doubly robust: what the model of actions promises, and importance weights of what it leaves (DSO
// specification 1.7).

#include "sentences/methods/drawn_action.hpp"
#include "sentences/methods/kinds/kinds.hpp"
#include "sentences/methods/weight.hpp"

namespace megabandit {
namespace {

class DoublyRobust final : public LogRule {
 public:
  DoublyRobust(const Experiment& experiment, const MethodSettings& settings)
      : LogRule(experiment),
        clip_(settings.clip),
        sum_(settings.sum),
        predicted_(experiment.action_rewards_at(experiment.log().contexts)) {}

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally& tally) override {
    slope.setZero();
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const std::uint32_t round = batch.rounds[static_cast<std::size_t>(i)], action = log().actions[round];
      const auto p = batch.probabilities.row(i);
      const double weight =
          static_cast<double>(p[action]) / static_cast<double>(experiment().logging()(round, action));
      const float left = log().rewards[round] - predicted_(round, action);
      add_point(p, action, counted_weight(weight, clip_, tally) * left, batch.size(), slope.row(i));
      add_promise(experiment(), batch, i, sum_, predicted_.row(round), slope.row(i));
    }
  }

 private:
  double clip_;
  Summation sum_;
  RowMatrix<float> predicted_;
};

}  // namespace

std::unique_ptr<Method> make_dr(const Experiment& experiment, const MethodSettings& settings) {
  return make_dense<DoublyRobust>(experiment, settings, settings);
}

}  // namespace megabandit
