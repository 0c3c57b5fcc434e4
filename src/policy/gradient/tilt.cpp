#include "policy/gradient/tilt.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "policy/panel.hpp"

namespace megabandit {

Tilt::Tilt(const Policy& policy, const Vector& direction)
    : policy_(policy), tower_(direction.head(static_cast<Eigen::Index>(policy.tower_parameters()))) {
  if (!policy.linear()) throw InternalError("the scores of this policy do not change along straight lines");
  const Catalogue& catalogue = policy.catalogue();
  if (policy.shape().table == TableKind::fixed) {
    new (&rows_) RowsView<float>(catalogue.slice.rows);
    exponent_ = catalogue.exponent;
    return;
  }
  table_ = Eigen::Map<const RowMatrix<double>>(direction.data() + tower_.size(), catalogue.slice.rows.rows(),
                                               catalogue.slice.rows.cols())
               .cast<float>();
  new (&rows_) RowsView<float>(table_.data(), table_.rows(), table_.cols());
  exponent_ = make_catalogue({rows_, catalogue.slice.first}, catalogue.actions, catalogue.group).exponent;
}

RowMatrix<double> Tilt::queries(const BlockView&, const PanelPart& part, std::span<double> level) const {
  std::ranges::fill(level, 0.0);
  TowerPass along{.input = part.pass.input, .hidden = {}, .output = {}};
  policy_.tower().forward({tower_.data(), static_cast<std::size_t>(tower_.size())}, along);
  return along.output / policy_.shape().temperature;
}

}  // namespace megabandit
