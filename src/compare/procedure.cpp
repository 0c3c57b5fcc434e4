#include "compare/procedure.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"

namespace megabandit {
namespace {

bool structured(const CompareSettings& settings) {
  return settings.target == Target::bradley_terry || settings.target == Target::linear ||
         sampling_rule_kind(settings).needs_structure || stopping_rule_kind(settings).needs_structure;
}

RowMatrix<double> design_matrix(std::uint64_t candidates, const RowMatrix<double>& features,
                                const CompareSettings& settings) {
  if (settings.target != Target::linear) {
    const auto n = static_cast<Eigen::Index>(candidates);
    return RowMatrix<double>::Identity(n, n);
  }
  need_features(candidates, features);
  return features;
}

}  // namespace

void need_features(std::uint64_t candidates, const RowMatrix<double>& features) {
  if (features.rows() != static_cast<Eigen::Index>(candidates))
    throw ConfigError(
        fmt::format("`compare.target` is \"linear\", but the features of {} of {} candidates are known; give "
                    "candidates.table and candidates.features, or choose target \"bradley-terry\"",
                    features.rows(), candidates));
}

Contest make_contest(std::uint64_t candidates, const RowMatrix<double>& features,
                     const CompareSettings& settings) {
  auto structure = structured(settings) ? std::make_unique<BradleyTerry>(
                                              design_matrix(candidates, features, settings), RidgeSettings{})
                                        : nullptr;
  return Contest(candidates, settings.epsilon, std::move(structure));
}

Procedure make_procedure(std::uint64_t candidates, const RowMatrix<double>& features,
                         const CompareSettings& settings) {
  return {make_contest(candidates, features, settings), make_sampling_rule(candidates, settings),
          make_stopping_rule(candidates, settings)};
}

}  // namespace megabandit
