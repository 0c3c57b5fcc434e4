#pragma once
// All estimators by name.

#include <memory>
#include <vector>

#include "config/choice.hpp"
#include "estimator/estimator.hpp"

namespace megabandit {

struct EstimatorSettings {
  std::string kind = "snips";
  Arguments parameters = {};  ///< those of the kind; what is missing takes the table's default
};

struct EstimatorKind {
  Choice choice;
  std::unique_ptr<Estimator> (*make)(
      const EstimatorSettings& complete);  ///< all parameters are there and in range
};

const std::vector<EstimatorKind>& estimator_kinds();

/// The settings with all parameters of their kind. @throws ConfigError for an unknown kind or parameter or a
/// value out of range
EstimatorSettings with_defaults(const EstimatorSettings& settings);

/// @throws ConfigError as above
std::unique_ptr<Estimator> make_estimator(const EstimatorSettings& settings);

}  // namespace megabandit
