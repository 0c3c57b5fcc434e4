#pragma once
// A number u(x, a) for every context and every action, of low rank, that a pass over the catalogue averages
// beside the softmax: how scores change along a direction (tilt.hpp), or what a model says actions are worth
// (reward/).

#include <span>

#include "base/matrix.hpp"
#include "log/shard.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

struct PanelPart;

/// u(x, a) = level(x) + <query(x), row_a>.
class ActionField {
 public:
  virtual ~ActionField() = default;
  /// @local  The queries [contexts of the part, columns of the rows] and levels of a part, which was gathered
  /// from `block` and knows its tower's input.
  virtual RowMatrix<double> queries(const BlockView& block, const PanelPart& part,
                                    std::span<double> level) const = 0;
  /// One an action that the policy holds.
  virtual RowsView<float> rows() const = 0;
  /// No entry of `rows`, on any rank, exceeds 2^exponent in size.
  virtual int exponent() const = 0;

  /// u - level for queries in single precision, which must outlive it.
  Field field(RowsView<float> queries) const { return {queries, rows(), exponent()}; }
};

}  // namespace megabandit
