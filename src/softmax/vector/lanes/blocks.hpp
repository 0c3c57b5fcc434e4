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

inline void add_to(float* sums, const Float* x) {
  for (int v = 0; v < kVectors; ++v) store(sums + v * kWidth, load(sums + v * kWidth) + x[v]);
}

struct LaneValues {
  Float lanes[kVectors];
  LaneValues(const float* values, std::size_t block) {
    for (int v = 0; v < kVectors; ++v) lanes[v] = load(values + block * kLanes + v * kWidth);
  }
};

/// The block-th block of queries of a pass, to meet `tile`; meanwhile the rows behind the tile are asked for.
inline Block take_block(const LanePass& pass, std::size_t block, const Tile& tile) {
  const std::size_t count = tile.actions * tile.depth;
  const LaneValues start(pass.start, block);
  return {block_of(pass.queries, block),
          {start.lanes[0], start.lanes[1]},
          Ahead(tile.rows + count, count, block, pass.queries.blocks, tile.actions)};
}

// u of one tile and one block, [actions][kLanes].
inline void field_values(const LanePass& pass, const Tile& rows, std::size_t block, float* values) {
  const Float zero[kVectors] = {};
  Keep keep{values};
  score_tile(rows, block_of(pass.field_queries, block), zero, keep);
}

}  // namespace
}  // namespace megabandit
