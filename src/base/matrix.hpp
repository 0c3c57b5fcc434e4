#pragma once
// Rows are things (contexts, actions), columns are their features; memory is row by row.

#include <Eigen/Core>

namespace megabandit {

template <class Scalar>
using RowMatrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class Scalar>
using RowsView = Eigen::Map<const RowMatrix<Scalar>>;
using Vector = Eigen::VectorXd;

}  // namespace megabandit
