#pragma once
// Inner products of a tile of rows with a block of queries; what becomes of them in registers is the
// caller's.

#include "softmax/vector/lane_kernel.hpp"
#include "softmax/vector/lanes/ahead.hpp"
#include "softmax/vector/lanes/exp2.hpp"
#include "softmax/vector/lanes/products.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

/// Scores of Rows rows from `first` on, [Rows][kVectors]. queries: [depth][kLanes].
template <int Rows>
inline void scores_of(const Tile& tile, std::size_t first, const float* queries, const Float* start,
                      Float (&sum)[Rows][kVectors]) {
  begin_scores(start, sum);
  add_scores<Scalars>(tile.rows + first * tile.depth, tile.depth, queries, 0, tile.depth, sum);
}

#if !defined(__AVX512F__)
// 16 registers are too few for the scores and what becomes of them.
template <int Rows>
MEGABANDIT_OWN_REGISTERS void store_scores(const Tile& tile, std::size_t first, const float* queries,
                                           const Float* start, Float (&scores)[Rows][kVectors]) {
  Float sum[Rows][kVectors];
  scores_of(tile, first, queries, start, sum);
#pragma GCC unroll 8
  for (int a = 0; a < Rows; ++a)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) scores[a][v] = sum[a][v];
}
#endif

// take(a, vector, start + <query of lane, row a>) for Rows rows from `first` on.
template <int Rows, class Taker>
inline void score_rows(const Tile& tile, std::size_t first, const float* queries, const Float* start,
                       Taker& taker) {
  Float scores[Rows][kVectors];
#if defined(__AVX512F__)
  scores_of(tile, first, queries, start, scores);
#else
  store_scores(tile, first, queries, start, scores);
#endif
#pragma GCC unroll 8
  for (int a = 0; a < Rows; ++a)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) taker.take(first + static_cast<std::size_t>(a), v, scores[a][v]);
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

/// A block of queries that meets a tile.
struct Block {
  const float* queries;   ///< [depth][kLanes]
  Float start[kVectors];  ///< where scores begin
  Ahead ahead;            ///< a step with every row
};

/// Turns scores into weights [actions][kLanes] and adds them up.
struct Weigh {
  float* weights;
  Float sum[kVectors];
  Ahead ahead;
  void take(std::size_t a, int v, Float score) {
    if (v == 0) ahead.step();
    const Float weight = exp2(score);
    sum[v] += weight;
    store(weights + a * kLanes + v * kWidth, weight);
  }
};

}  // namespace
}  // namespace megabandit
