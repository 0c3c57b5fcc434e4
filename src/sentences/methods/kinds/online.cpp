// The skyline: policy gradient on fresh contexts with the policy's own actions, sentences and noisy rewards
// (DSO specification 1.4). No baseline, as released.

#include "sentences/benchmark/draws.hpp"
#include "sentences/methods/drawn_action.hpp"
#include "sentences/methods/kinds/kinds.hpp"

namespace megabandit {
namespace {

class Online final : public StepRule {
 public:
  explicit Online(const Experiment& experiment) : experiment_(experiment) {}

  void choose(Batch& batch) override {
    batch.contexts = experiment_.world().contexts(static_cast<std::uint32_t>(Purpose::online_context),
                                                  batch.number(0), static_cast<std::uint64_t>(batch.size()));
  }

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally&) override {
    const SentenceWorld& world = experiment_.world();
    RowMatrix<float> sentences = world.shifts(batch.contexts);
    const RowMatrix<float> directions = world.directions(batch.contexts);
    slope.setZero();
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const std::uint32_t action = drawn_action(experiment_, batch, i);
      sentences.row(i) += world.outputs().row(action);
      const std::uint64_t seed = experiment_.settings().seed, number = batch.number(i);
      world.add_noise(draw_name(seed, Purpose::online_output, number),
                      {sentences.row(i).data(), static_cast<std::size_t>(sentences.cols())});
      const auto score = static_cast<double>(directions.row(i).dot(sentences.row(i)));
      const double reward = world.reward_law().draw(draw_name(seed, Purpose::online_reward, number), score);
      add_point(batch.probabilities.row(i), action, static_cast<float>(reward), batch.size(), slope.row(i));
    }
  }

 private:
  const Experiment& experiment_;
};

}  // namespace

std::unique_ptr<Method> make_online(const Experiment& experiment, const MethodSettings& settings) {
  return make_dense<Online>(experiment, settings);
}

}  // namespace megabandit
