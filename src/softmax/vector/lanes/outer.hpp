#pragma once
// The table's gradient: weights times rows that belong to the queries. Here the columns of those rows are in
// the lanes.

#include "softmax/vector/lanes/products.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

// As long as Vectors vectors fit between column `first` and the end; returns where it stopped.
template <class Number, int Rows, int Vectors>
inline std::size_t add_outer_columns(std::size_t first, std::size_t end,
                                     Strided<typename Number::Word> weights, std::size_t actions,
                                     Strided<typename Number::Word> rows, std::size_t count,
                                     float* gradient) {
  for (; first + Vectors * kWidth <= end; first += Vectors * kWidth) {
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

/// gradient[a][k] += sum_q weights[a][q] rows[q][k] for all actions and, in whole vectors, `depth` columns; q
/// counts words. The gradient and rows have the same stride.
template <class Number>
inline void add_whole_outer(Strided<typename Number::Word> weights, std::size_t actions,
                            Strided<typename Number::Word> rows, std::size_t count, std::size_t depth,
                            float* gradient) {
  const std::size_t end = (depth + kWidth - 1) / kWidth * kWidth;
  std::size_t first = 0;
#if defined(__AVX512F__)
  first = add_outer_columns<Number, 4, 4>(first, end, weights, actions, rows, count, gradient);
#endif
  first = add_outer_columns<Number, kRows, 2>(first, end, weights, actions, rows, count, gradient);
  add_outer_columns<Number, kRows, 1>(first, end, weights, actions, rows, count, gradient);
}

}  // namespace
}  // namespace megabandit
