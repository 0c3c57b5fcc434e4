#include "estimator/table.hpp"

#include "estimator/kinds/kinds.hpp"

namespace megabandit {

const std::vector<EstimatorKind>& estimator_kinds() {
  static const std::vector<EstimatorKind> kinds{
      estimators::ips(), estimators::snips(), estimators::cips(),     estimators::ips_max_weight(),
      estimators::dm(),  estimators::dr(),    estimators::on_policy()};
  return kinds;
}

EstimatorSettings with_defaults(const EstimatorSettings& settings) {
  const EstimatorKind& kind = chosen("estimator", estimator_kinds(), settings.kind);
  return {settings.kind, complete("estimator", kind.choice, settings.parameters)};
}

std::unique_ptr<Estimator> make_estimator(const EstimatorSettings& settings) {
  return chosen("estimator", estimator_kinds(), settings.kind).make(with_defaults(settings));
}

}  // namespace megabandit
