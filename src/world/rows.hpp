#pragma once
// Arithmetic on rows whose result has the same bits whatever rows stand beside a row. (Eigen's matrix product
// does not promise that: it sums in an order that depends on the shape.)

#include "base/matrix.hpp"

namespace megabandit {

/// @local  rows * map; each entry is summed in the order of the dimensions.
RowMatrix<float> mapped(const RowMatrix<float>& rows, const RowMatrix<float>& map);

/// @local  Rows of length 1. Rows of zeros stay.
RowMatrix<float> unit_rows(RowMatrix<float> rows);

}  // namespace megabandit
