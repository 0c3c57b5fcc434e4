#pragma once
// How scores change along a direction of the parameters, for policies whose scores are linear in them:
// u(x, a) = <tilt(x), row_a>, of the same rank as the scores themselves.

#include "policy/action_field.hpp"
#include "policy/policy.hpp"

namespace megabandit {

class Tilt final : public ActionField {
 public:
  /// @collective over the catalogue's group  `direction`: laid out like the policy's parameters. The policy
  /// must be linear, and outlive this. @throws InternalError when it is not
  Tilt(const Policy& policy, const Vector& direction);

  RowMatrix<double> queries(const BlockView& block, const PanelPart& part,
                            std::span<double> level) const override;
  RowsView<float> rows() const override { return rows_; }
  int exponent() const override { return exponent_; }

 private:
  const Policy& policy_;
  Vector tower_;                         // the direction of the tower's parameters
  RowMatrix<float> table_;               // the direction of a trained table's
  RowsView<float> rows_{nullptr, 0, 0};  // table_, or the fixed table
  int exponent_ = 0;
};

}  // namespace megabandit
