// Log-likelihood of the actions that may have given the sentence, weighted by exp(sharpness * reward):
// concave in the logits (DSO specification 1.13).

#include <cmath>

#include "sentences/methods/kernels/kernel_block.hpp"
#include "sentences/methods/kinds/kinds.hpp"

namespace megabandit {
namespace {

class DsoPwll final : public LogRule {
 public:
  DsoPwll(const Experiment& experiment, const MethodSettings& settings)
      : LogRule(experiment), block_(experiment, settings) {
    const Eigen::ArrayXf gains =
        (static_cast<float>(settings.sharpness) * (log().rewards.array() - log().rewards.maxCoeff())).exp();
    gains_ = gains / gains.mean();
  }

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally& tally) override {
    block_.take(batch);
    slope.setZero();
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      ++tally.rounds;
      tally.unsupported += block_.supported(i) ? 0 : 1;
      if (!block_.supported(i)) continue;
      const std::uint32_t round = batch.rounds[static_cast<std::size_t>(i)];
      const float gain = gains_[round] / static_cast<float>(batch.size());
      tally.weights += block_.weight(batch, i);
      slope.row(i).array() += gain * (batch.probabilities.row(i).array() -
                                      experiment().logging().row(round).array() * block_.ratios(i).array());
    }
  }

 private:
  Eigen::ArrayXf gains_;
  KernelBlock block_;
};

}  // namespace

std::unique_ptr<Method> make_dso_pwll(const Experiment& experiment, const MethodSettings& settings) {
  return make_dense<DsoPwll>(experiment, settings, settings);
}

}  // namespace megabandit
