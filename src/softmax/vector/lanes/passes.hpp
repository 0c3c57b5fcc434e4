#pragma once
// Every pass over the table, for a form of arithmetic.

#include "softmax/vector/lanes/gradient.hpp"
#include "softmax/vector/lanes/span_sums.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

template <class Form>
void maxima(const LanePass& pass, const LaneScratch& scratch, float* largest) {
  const Float zero[kVectors] = {};
  for (std::size_t first = 0; first < pass.table.actions; first += kTileActions) {
    const auto rows = Form::take_for_scores(part_of(pass.table, first, kTileActions), scratch.tile);
    for (std::size_t block = 0; block < pass.queries.blocks; ++block) {
      const LaneValues before(largest, block);
      Largest taker{{before.lanes[0], before.lanes[1]}};
      Form::score(rows, block_of(pass.queries, block), zero, taker);
      for (int v = 0; v < kVectors; ++v) store(largest + block * kLanes + v * kWidth, taker.largest[v]);
    }
  }
}

template <class Form>
void tile_sums(const LanePass& pass, const LaneScratch& scratch) {
  const auto rows = Form::take_for_scores(pass.table, scratch.tile);
  for (std::size_t block = 0; block < pass.queries.blocks; ++block) {
    Float sum[kVectors];
    Form::weigh(rows, take_block(pass, block, pass.table), scratch.weights, sum);
    for (int v = 0; v < kVectors; ++v) store(scratch.sums + block * kLanes + v * kWidth, sum[v]);
  }
}

template <class Form>
void weights(const LanePass& pass, const LaneScratch& scratch) {
  const LaneValues start(pass.start, 0);
  Weigh weigh{scratch.field, {}, {}};
  Form::score(Form::take_for_scores(pass.table, scratch.tile), pass.queries.values, start.lanes, weigh);
}

inline std::size_t contenders(const LaneQueries& block, const Tile& tile, const float* bars,
                              const LaneScratch& scratch, std::uint32_t* found) {
  const Float zero[kVectors] = {};
  Keep keep{scratch.weights};
  score_tile(tile, block.values, zero, keep);
  const LaneValues bar(bars, 0);
  std::size_t count = 0;
  for (std::size_t a = 0; a < tile.actions; ++a) {
    const float* scores = scratch.weights + a * kLanes;
    if (any_above(load(scores), bar.lanes[0]) || any_above(load(scores + kWidth), bar.lanes[1]))
      found[count++] = static_cast<std::uint32_t>(a);
  }
  return count;
}

template <class Form>
void prepare_queries(const LaneQueries& queries) {
  for (std::size_t block = 0; block < queries.blocks; ++block)
    Form::prepare_queries(queries.values + block * queries.depth * kLanes, queries.depth);
}

template <class Form>
constexpr LaneKernel lane_kernel(const char* name) {
  return {name,
          kLanes,
          prepare_queries<Form>,
          Form::prepare_weighted,
          accumulate<Form>,
          tile_sums<Form>,
          maxima<Form>,
          gradient<Form>,
          weights<Form>,
          contenders};
}

}  // namespace
}  // namespace megabandit
