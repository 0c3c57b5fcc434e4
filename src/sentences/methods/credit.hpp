#pragma once
// The two forms of a gradient in the logits of a softmax (DSO specification 1.3, 1.10), row by row, for the
// loss: minus the mean over `rows` of what is to grow.

#include <cstdint>
#include <span>

#include "base/matrix.hpp"

namespace megabandit {

using RowSlope = Eigen::Ref<Eigen::RowVectorXf>;
using RowNumbers = Eigen::Ref<const Eigen::RowVectorXf>;

/// Adds the gradient of -credit log pi(action) / rows.
inline void add_point(const RowNumbers& p, std::uint32_t action, float credit, Eigen::Index rows,
                      RowSlope slope) {
  const float scale = credit / static_cast<float>(rows);
  slope += scale * p;
  slope[action] -= scale;
}

/// Adds the gradient of -sum_a pi(a) u(a) / rows.
inline void add_field(const RowNumbers& p, const RowNumbers& u, Eigen::Index rows, RowSlope slope) {
  const float mean = p.dot(u), scale = 1 / static_cast<float>(rows);
  slope.array() -= scale * p.array() * (u.array() - mean);
}

}  // namespace megabandit
