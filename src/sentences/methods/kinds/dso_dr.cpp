// What a model of the reward of sentences promises, and kernel weights of what it leaves (DSO specification
// 1.13).

#include "sentences/methods/kernels/kernel_block.hpp"
#include "sentences/methods/kinds/kinds.hpp"

namespace megabandit {
namespace {

class DsoDoublyRobust final : public LogRule {
 public:
  DsoDoublyRobust(const Experiment& experiment, const MethodSettings& settings)
      : LogRule(experiment),
        clip_(settings.clip),
        predicted_(experiment.sentence_rewards_at(log().contexts)),
        left_(log().rewards - experiment.logged_sentence_rewards()),
        block_(experiment, settings) {}

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally& tally) override {
    block_.take(batch);
    slope.setZero();
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const std::uint32_t round = batch.rounds[static_cast<std::size_t>(i)];
      add_field(batch.probabilities.row(i), predicted_.row(round), batch.size(), slope.row(i));
      block_.add_credit(batch, i, clip_, left_[round] / static_cast<float>(batch.size()), slope.row(i),
                        tally);
    }
  }

 private:
  double clip_;
  RowMatrix<float> predicted_;
  Eigen::VectorXf left_;
  KernelBlock block_;
};

}  // namespace

std::unique_ptr<Method> make_dso_dr(const Experiment& experiment, const MethodSettings& settings) {
  return make_dense<DsoDoublyRobust>(experiment, settings, settings);
}

}  // namespace megabandit
