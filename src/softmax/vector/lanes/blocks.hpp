#pragma once
// Parts of a pass: some rows, some queries.

#include "softmax/vector/lanes/scores.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

inline std::size_t smaller(std::size_t a, std::size_t b) { return a < b ? a : b; }

inline Tile part_of(const Tile& rows, std::size_t first, std::size_t count) {
  return {rows.rows + first * rows.depth, smaller(count, rows.actions - first), rows.depth};
}

inline const float* block_of(const LaneQueries& queries, std::size_t block) {
  return queries.values + block * queries.depth * kLanes;
}

// Asks for the share of this block in `count` floats, so that all of them are near when the last block is
// done.
inline void prefetch_share(const float* from, std::size_t count, std::size_t block, std::size_t blocks) {
  const auto* bytes = reinterpret_cast<const char*>(from);
  for (std::size_t i = block * 64; i < count * sizeof(float); i += blocks * 64)
    _mm_prefetch(bytes + i, _MM_HINT_T0);
}

// The rows behind the tile.
inline void prefetch_behind(const Tile& tile, std::size_t block, std::size_t blocks) {
  const std::size_t count = tile.actions * tile.depth;
  prefetch_share(tile.rows + count, count, block, blocks);
}

inline void add_to(float* sums, const Float* x) {
  for (int v = 0; v < kVectors; ++v) store(sums + v * kWidth, load(sums + v * kWidth) + x[v]);
}

struct Start {
  Float lanes[kVectors];
  Start(const float* start, std::size_t block) {
    for (int v = 0; v < kVectors; ++v) lanes[v] = load(start + block * kLanes + v * kWidth);
  }
};

// u of one tile and one block, [actions][kLanes].
inline void field_values(const LanePass& pass, const Tile& rows, std::size_t block, float* values) {
  const Float zero[kVectors] = {};
  Keep keep{values};
  score_tile(rows, block_of(pass.field_queries, block), zero, keep);
}

}  // namespace
}  // namespace megabandit
