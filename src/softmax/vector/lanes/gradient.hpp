#pragma once
// The table's gradient, tile by tile: its rows stay in the first-level cache while all queries pass.

#include "softmax/vector/lanes/blocks.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

template <class Form>
class Gradient {
 public:
  Gradient(const LanePass& pass, const float* centre, const float* weighted, const LaneScratch& scratch)
      : pass_(pass), centre_(centre), weighted_(weighted), scratch_(scratch) {}

  /// Rows of the gradient that belong to the tile at `first`.
  void take(std::size_t first, float* gradient) {
    const Tile tile = part_of(pass_.table, first, kGradientTile);
    const std::size_t padded = scratch_.padded;
    for (std::size_t i = 0; i < tile.actions * padded; i += kWidth) store(scratch_.sums + i, Float{});
    const auto rows = Form::take_for_scores(tile, scratch_.tile);
    for (std::size_t block = 0; block < pass_.queries.blocks; ++block) {
      prefetch_share(gradient, tile.actions * tile.depth, block);
      Form::weigh_for_outer(rows, take_block(pass_, block, tile), scratch_.weights);
      if (pass_.field_queries.blocks > 0) multiply_by_field(first, block);
      Form::add_outer(rows, scratch_.weights, weighted_ + block * kLanes * padded, padded, scratch_.sums);
    }
    copy_rows(scratch_.sums, tile.actions, tile.depth, gradient);
  }

  static constexpr std::size_t kGradientTile =
      64;  // its rows of the gradient stay in the first-level cache too

 private:
  // What of the gradient is written after the last block.
  void prefetch_share(const float* rows, std::size_t count, std::size_t block) const {
    Ahead(rows, count, block, pass_.queries.blocks, 1).step();
  }

  void copy_rows(const float* from, std::size_t actions, std::size_t depth, float* to) const {
    if (depth == scratch_.padded) {
      __builtin_memcpy(to, from, actions * depth * sizeof(float));
      return;
    }
    for (std::size_t a = 0; a < actions; ++a)
      __builtin_memcpy(to + a * depth, from + a * scratch_.padded, depth * sizeof(float));
  }

  void multiply_by_field(std::size_t first, std::size_t block) {
    const Tile field = part_of(pass_.field_rows, first, kGradientTile);
    field_values(pass_, field, block, scratch_.field);
    const LaneValues centre(centre_, block);
    Form::multiply_for_outer(field.actions, scratch_.weights, scratch_.field, centre.lanes);
  }

  const LanePass& pass_;
  const float* centre_;
  const float* weighted_;
  const LaneScratch& scratch_;
};

template <class Form>
void gradient(const LanePass& pass, const float* centre, const float* weighted, const LaneScratch& scratch,
              float* out) {
  Gradient<Form> gradient(pass, centre, weighted, scratch);
  for (std::size_t first = 0; first < pass.table.actions; first += Gradient<Form>::kGradientTile)
    gradient.take(first, out + first * pass.table.depth);
}

}  // namespace
}  // namespace megabandit
