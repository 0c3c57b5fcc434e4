#include "estimator/kinds/kinds.hpp"
#include "estimator/weighted_mean.hpp"

namespace megabandit::estimators {
namespace {

// What the logging policy itself earned.
struct Unweighted {
  double operator()(double, double) const { return 1; }
};

}  // namespace

EstimatorKind on_policy() {
  return {{"on_policy", "mean reward of the log: the value of the logging policy", {}},
          [](const EstimatorSettings& settings) { return weighted_mean(settings, Unweighted{}); }};
}

}  // namespace megabandit::estimators
