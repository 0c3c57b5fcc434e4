#pragma once
// Inner products of a tile of rows with a block of queries, in registers; what becomes of them there is the
// caller's.

#include "softmax/vector/lane_kernel.hpp"
#include "softmax/vector/lanes.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

// take(a, vector, start + <query of lane, row a>) for Rows rows from `first` on. queries: [depth][kLanes].
template <int Rows, class Taker>
inline void score_rows(const Tile& tile, std::size_t first, const float* queries, const Float* start,
                       Taker& taker) {
  const std::size_t depth = tile.depth;
  const float* rows = tile.rows + first * depth;
  Float sum[Rows][kVectors];
#pragma GCC unroll 8
  for (int a = 0; a < Rows; ++a)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) sum[a][v] = start[v];
#pragma GCC unroll 4
  for (std::size_t k = 0; k < depth; ++k) {
    const Float q0 = load(queries + k * kLanes), q1 = load(queries + k * kLanes + kWidth);
#pragma GCC unroll 8
    for (int a = 0; a < Rows; ++a) {
      const Float x = all(rows[static_cast<std::size_t>(a) * depth + k]);
      sum[a][0] += x * q0;
      sum[a][1] += x * q1;
    }
  }
#pragma GCC unroll 8
  for (int a = 0; a < Rows; ++a)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) taker.take(first + static_cast<std::size_t>(a), v, sum[a][v]);
}

template <class Taker>
inline void score_tile(const Tile& tile, const float* queries, const Float* start, Taker& taker) {
  std::size_t a = 0;
  for (; a + kRows <= tile.actions; a += kRows) score_rows<kRows>(tile, a, queries, start, taker);
  for (; a < tile.actions; ++a) score_rows<1>(tile, a, queries, start, taker);
}

/// Keeps the scores: [actions][kLanes].
struct Keep {
  float* scores;
  void take(std::size_t a, int v, Float score) { store(scores + a * kLanes + v * kWidth, score); }
};

/// The largest score of every lane.
struct Largest {
  Float largest[kVectors];
  void take(std::size_t, int v, Float score) { largest[v] = larger(score, largest[v]); }
};

}  // namespace
}  // namespace megabandit
