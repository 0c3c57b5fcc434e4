#pragma once
// The table's gradient: weights times rows that belong to the queries. Here the columns of those rows are in
// the lanes.

#include "softmax/vector/lanes.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

// gradient[a][k] += sum over lanes of weights[a][lane] rows[lane][k] for Rows actions, Vectors vectors of k.
template <int Rows, int Vectors>
inline void add_outer_block(const float* weights, const float* rows, std::size_t padded_depth,
                            float* gradient) {
  Float sum[Rows][Vectors];
#pragma GCC unroll 8
  for (int a = 0; a < Rows; ++a)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v)
      sum[a][v] = load(gradient + static_cast<std::size_t>(a) * padded_depth + v * kWidth);
#pragma GCC unroll 4
  for (std::size_t lane = 0; lane < kLanes; ++lane, rows += padded_depth) {
    Float row[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) row[v] = load(rows + v * kWidth);
#pragma GCC unroll 8
    for (int a = 0; a < Rows; ++a) {
      const Float w = all(weights[static_cast<std::size_t>(a) * kLanes + lane]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) sum[a][v] += w * row[v];
    }
  }
#pragma GCC unroll 8
  for (int a = 0; a < Rows; ++a)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v)
      store(gradient + static_cast<std::size_t>(a) * padded_depth + v * kWidth, sum[a][v]);
}

// The same for all actions, as long as Vectors vectors of columns are left.
template <int Rows, int Vectors>
inline std::size_t add_outer_columns(std::size_t first, const float* weights, std::size_t actions,
                                     const float* rows, std::size_t padded_depth, float* gradient) {
  for (; first + Vectors * kWidth <= padded_depth; first += Vectors * kWidth) {
    std::size_t a = 0;
    for (; a + Rows <= actions; a += Rows)
      add_outer_block<Rows, Vectors>(weights + a * kLanes, rows + first, padded_depth,
                                     gradient + a * padded_depth + first);
    for (; a < actions; ++a)
      add_outer_block<1, Vectors>(weights + a * kLanes, rows + first, padded_depth,
                                  gradient + a * padded_depth + first);
  }
  return first;
}

// padded_depth is a multiple of 2 vectors.
inline void add_outer(const float* weights, std::size_t actions, const float* rows, std::size_t padded_depth,
                      float* gradient) {
  std::size_t k = 0;
#if defined(__AVX512F__)
  k = add_outer_columns<4, 4>(k, weights, actions, rows, padded_depth, gradient);
#endif
  add_outer_columns<kRows, 2>(k, weights, actions, rows, padded_depth, gradient);
}

}  // namespace
}  // namespace megabandit
