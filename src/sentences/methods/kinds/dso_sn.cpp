// Kernel weights, normalised over the batch: the gradient of sum w r / sum w (DSO specification 1.13).

#include "sentences/methods/kernels/kernel_block.hpp"
#include "sentences/methods/kinds/kinds.hpp"

namespace megabandit {
namespace {

class SelfNormalisedDso final : public LogRule {
 public:
  SelfNormalisedDso(const Experiment& experiment, const MethodSettings& settings)
      : LogRule(experiment), clip_(settings.clip), block_(experiment, settings) {}

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally& tally) override {
    block_.take(batch);
    slope.setZero();
    double weights = 0, terms = 0;
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      if (!block_.supported(i)) continue;
      const double weight = block_.weight(batch, i);
      weights += weight;
      terms += weight * static_cast<double>(reward(batch, i));
    }
    if (weights <= 0) return;
    for (Eigen::Index i = 0; i < batch.size(); ++i)
      block_.add_credit(
          batch, i, clip_,
          static_cast<float>((static_cast<double>(reward(batch, i)) - terms / weights) / weights),
          slope.row(i), tally);
  }

 private:
  float reward(const Batch& batch, Eigen::Index i) const {
    return log().rewards[batch.rounds[static_cast<std::size_t>(i)]];
  }

  double clip_;
  KernelBlock block_;
};

}  // namespace

std::unique_ptr<Method> make_dso_sn(const Experiment& experiment, const MethodSettings& settings) {
  return make_dense<SelfNormalisedDso>(experiment, settings, settings);
}

}  // namespace megabandit
