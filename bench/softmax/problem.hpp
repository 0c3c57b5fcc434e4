#pragma once
// Queries and a table of normal numbers, such that scores have a standard deviation of 2.

#include <cmath>
#include <cstdint>

#include "base/random.hpp"
#include "softmax/partition.hpp"

namespace megabandit::bench {

/// What is measured; counts of queries, columns of the table and actions.
struct Size {
  Eigen::Index queries = 256, columns = 64, actions = 100'000;
  double scores() const {
    return 2.0 * static_cast<double>(queries) * static_cast<double>(actions * columns);
  }
};

inline RowMatrix<float> normals(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed, double scale) {
  RowMatrix<float> matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i)
    matrix.data()[i] = static_cast<float>(
        scale * normal({.seed = seed, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}));
  return matrix;
}

inline RowsView<float> view(const RowMatrix<float>& matrix) {
  return {matrix.data(), matrix.rows(), matrix.cols()};
}

struct Problem {
  Size size;
  RowMatrix<float> queries, table, weighted;

  explicit Problem(const Size& asked)
      : size(asked),
        queries(normals(asked.queries, asked.columns, 1, 2 / std::sqrt(static_cast<double>(asked.columns)))),
        table(normals(asked.actions, asked.columns, 2, 1)),
        weighted(normals(asked.queries, asked.columns, 3, 1)) {}

  Catalogue catalogue() const {
    return make_catalogue({view(table), 0}, static_cast<std::uint64_t>(size.actions), nullptr);
  }
  /// The first queries alone.
  RowsView<float> some_queries(Eigen::Index count) const { return {queries.data(), count, size.columns}; }
};

}  // namespace megabandit::bench
