#pragma once
// The table's gradient: weights times rows that belong to the queries. Here the columns of those rows are in
// the lanes.

#include "softmax/vector/lanes/products.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

// As long as Vectors vectors of columns are left, from column `first` on; returns where it stopped.
template <class Number, int Rows, int Vectors>
inline std::size_t add_outer_columns(std::size_t first, Strided<typename Number::Word> weights,
                                     std::size_t actions, Strided<typename Number::Word> rows,
                                     std::size_t count, float* gradient) {
  for (; first + Vectors * kWidth <= rows.stride; first += Vectors * kWidth) {
    const Strided<typename Number::Word> columns{rows.words + first, rows.stride};
    std::size_t a = 0;
    for (; a + Rows <= actions; a += Rows)
      add_outer<Number, Rows, Vectors>({weights.words + a * weights.stride, weights.stride}, columns, count,
                                       gradient + a * rows.stride + first);
    for (; a < actions; ++a)
      add_outer<Number, 1, Vectors>({weights.words + a * weights.stride, weights.stride}, columns, count,
                                    gradient + a * rows.stride + first);
  }
  return first;
}

/// gradient[a][k] += sum_q weights[a][q] rows[q][k] for all actions and columns; q counts words. The gradient
/// and rows have the same stride, a multiple of 2 vectors.
template <class Number>
inline void add_whole_outer(Strided<typename Number::Word> weights, std::size_t actions,
                            Strided<typename Number::Word> rows, std::size_t count, float* gradient) {
  std::size_t first = 0;
#if defined(__AVX512F__)
  first = add_outer_columns<Number, 4, 4>(first, weights, actions, rows, count, gradient);
#endif
  add_outer_columns<Number, kRows, 2>(first, weights, actions, rows, count, gradient);
}

}  // namespace
}  // namespace megabandit
