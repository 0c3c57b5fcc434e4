#include "optimizer/table.hpp"

#include "base/error.hpp"
#include "optimizer/kinds/kinds.hpp"

namespace megabandit {

const std::vector<OptimizerKind>& optimizer_kinds() {
  static const std::vector<OptimizerKind> kinds{optimizers::lbfgs(), optimizers::sgd(), optimizers::adam()};
  return kinds;
}

std::unique_ptr<Optimizer> make_optimizer(const OptimizerSettings& settings) {
  const OptimizerKind& kind = chosen("optimizer", optimizer_kinds(), settings.kind);
  OptimizerSettings all = settings;
  all.parameters = complete("optimizer", kind.choice, settings.parameters);
  if (settings.steps == 0)
    throw ConfigError("a run of 0 optimizer steps learns nothing: set optimizer.passes to at least 1");
  return kind.make(all);
}

std::optional<double> certified_gap(double squared_norm, double strong_concavity) {
  if (!(strong_concavity > 0)) return std::nullopt;
  return squared_norm / (2 * strong_concavity);
}

}  // namespace megabandit
