// Importance weights of the logged actions (DSO specification 1.6).

#include "sentences/methods/credit.hpp"
#include "sentences/methods/dense_method.hpp"
#include "sentences/methods/kinds/kinds.hpp"
#include "sentences/methods/weight.hpp"

namespace megabandit {
namespace {

class Ips final : public LogRule {
 public:
  Ips(const Experiment& experiment, double clip) : LogRule(experiment), clip_(clip) {}

  void descend(const Batch& batch, RowMatrix<float>& slope, WeightTally& tally) override {
    slope.setZero();
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const std::uint32_t round = batch.rounds[static_cast<std::size_t>(i)], action = log().actions[round];
      const double weight = static_cast<double>(batch.probabilities(i, action)) /
                            static_cast<double>(experiment().logging()(round, action));
      const float credit = counted_weight(weight, clip_, tally) * log().rewards[round];
      add_point(batch.probabilities.row(i), action, credit, batch.size(), slope.row(i));
    }
  }

 private:
  double clip_;
};

}  // namespace

std::unique_ptr<Method> make_ips(const Experiment& experiment, const MethodSettings& settings) {
  return make_dense<Ips>(experiment, settings, settings.clip);
}

}  // namespace megabandit
