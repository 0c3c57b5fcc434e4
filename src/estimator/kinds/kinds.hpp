#pragma once
// The rows of the table of estimators, each made in the file of its name.

#include "estimator/table.hpp"

namespace megabandit::estimators {

EstimatorKind ips();
EstimatorKind snips();
EstimatorKind cips();
EstimatorKind ips_max_weight();
EstimatorKind dm();
EstimatorKind dr();
EstimatorKind on_policy();

}  // namespace megabandit::estimators
