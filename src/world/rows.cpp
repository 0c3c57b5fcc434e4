#include "world/rows.hpp"

namespace megabandit {

RowMatrix<float> mapped(const RowMatrix<float>& rows, const RowMatrix<float>& map) {
  RowMatrix<float> out = RowMatrix<float>::Zero(rows.rows(), map.cols());
  for (Eigen::Index i = 0; i < rows.rows(); ++i)
    for (Eigen::Index k = 0; k < rows.cols(); ++k)
      if (rows(i, k) != 0) out.row(i) += rows(i, k) * map.row(k);
  return out;
}

RowMatrix<float> unit_rows(RowMatrix<float> rows) {
  for (Eigen::Index i = 0; i < rows.rows(); ++i)
    if (const float length = rows.row(i).norm(); length > 0) rows.row(i) /= length;
  return rows;
}

}  // namespace megabandit
