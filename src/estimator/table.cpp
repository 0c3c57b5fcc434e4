#include "estimator/table.hpp"

#include "estimator/kinds/kinds.hpp"

namespace megabandit {

const std::vector<EstimatorKind>& estimator_kinds() {
  static const std::vector<EstimatorKind> kinds{estimators::ips(), estimators::snips(), estimators::cips(),
                                                estimators::ips_max_weight(), estimators::on_policy()};
  return kinds;
}

std::unique_ptr<Estimator> make_estimator(const EstimatorSettings& settings) {
  const EstimatorKind& kind = chosen("estimator", estimator_kinds(), settings.kind);
  return kind.make({settings.kind, complete("estimator", kind.choice, settings.parameters)});
}

}  // namespace megabandit
