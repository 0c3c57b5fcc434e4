#pragma once
// Sums of weighted rows.

#include "softmax/vector/scores.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

// sums[k][lane] += sum_a row_a[k] weights[a][lane] for Columns columns from `first` on. The tile's sum starts
// at zero: many short sums err less than one long one.
template <int Columns>
inline void add_columns(const Tile& tile, std::size_t first, const float* weights, float* sums) {
  const float* row = tile.rows + first;
  Float sum[Columns][kVectors] = {};
#pragma GCC unroll 4
  for (std::size_t a = 0; a < tile.actions; ++a, row += tile.depth) {
    const Float w0 = load(weights + a * kLanes), w1 = load(weights + a * kLanes + kWidth);
#pragma GCC unroll 8
    for (int k = 0; k < Columns; ++k) {
      const Float x = all(row[k]);
      sum[k][0] += x * w0;
      sum[k][1] += x * w1;
    }
  }
  sums += first * kLanes;
#pragma GCC unroll 8
  for (int k = 0; k < Columns; ++k)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) {
      float* to = sums + k * kLanes + v * kWidth;
      store(to, load(to) + sum[k][v]);
    }
}

// From column `first` on, all that are left.
template <int Columns = kRows>
inline void add_values(const Tile& tile, const float* weights, float* sums, std::size_t first = 0) {
  for (; first + Columns <= tile.depth; first += Columns) add_columns<Columns>(tile, first, weights, sums);
  if constexpr (Columns > 1)
    if (first < tile.depth) add_values<Columns / 2>(tile, weights, sums, first);
}

}  // namespace
}  // namespace megabandit
