#pragma once
// How scores change along a direction of the parameters, for policies whose scores are linear in them:
// u(x, a) = <tilt(x), row_a>, of the same rank as the scores themselves.

#include "policy/policy.hpp"

namespace megabandit {

class Tilt {
 public:
  /// @collective over the catalogue's group  `direction`: laid out like the policy's parameters. The policy
  /// must be linear, and outlive this. @throws InternalError when it is not
  Tilt(const Policy& policy, const Vector& direction);

  /// tilt(x) of the contexts in pass.input, [n, columns].
  RowMatrix<double> queries(const TowerPass& pass) const;
  /// u for such queries in single precision, which must outlive it.
  Field field(RowsView<float> queries) const { return {queries, rows_, exponent_}; }
  RowsView<float> rows() const { return rows_; }  ///< one an action that the policy holds

 private:
  const Policy& policy_;
  Vector tower_;                         // the direction of the tower's parameters
  RowMatrix<float> table_;               // the direction of a trained table's
  RowsView<float> rows_{nullptr, 0, 0};  // table_, or the fixed table
  int exponent_ = 0;
};

}  // namespace megabandit
