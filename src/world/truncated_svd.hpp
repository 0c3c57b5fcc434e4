#pragma once
// The leading singular vectors of a large sparse matrix.

#include <cstdint>

#include <Eigen/SparseCore>

#include "base/matrix.hpp"

namespace megabandit {

using SparseRows = Eigen::SparseMatrix<float, Eigen::RowMajor, std::int64_t>;

struct TruncatedSvd {
  Vector singular;         ///< [rank], decreasing, not negative
  RowMatrix<float> right;  ///< [columns, rank], orthonormal columns; each column's largest entry is positive
};

/// @replicated  Randomised subspace iteration on A^T A in double: `rank` vectors, fewer when the matrix has
/// fewer columns. Needs memory for a few [columns, rank + 10] arrays, and the rows of A only one at a time.
TruncatedSvd truncated_svd(const SparseRows& matrix, std::uint64_t rank, std::uint64_t seed);

/// @replicated  matrix * map, row by row. [rows, map.cols()]
RowMatrix<float> mapped(const SparseRows& matrix, const RowMatrix<float>& map);

}  // namespace megabandit
