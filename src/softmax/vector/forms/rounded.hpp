#pragma once
// What bf16.hpp computes, for processors that have no instructions for it: table, queries and weights are
// rounded to 16 bits, and the arithmetic is that of single precision.

#include "softmax/vector/forms/single.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

/// The nearest float whose lower 16 bits are zero, ties to even.
inline Float rounded_to_bf16(Float x) {
  const Bits bits = (Bits)x;
  const Bits nearest = (bits + 0x7fffU + ((bits >> 16) & 1U)) & 0xffff0000U;
  return x == x ? (Float)nearest : x;
}

inline void round_to_bf16(float* numbers, std::size_t count) {
  for (std::size_t i = 0; i < count; i += kWidth) store(numbers + i, rounded_to_bf16(load(numbers + i)));
}

struct Rounded : Single {
  static void prepare_queries(float* queries, std::size_t depth) { round_to_bf16(queries, depth * kLanes); }
  static void prepare_weighted(float* rows, std::size_t count, std::size_t padded) {
    round_to_bf16(rows, count * padded);
  }

  static Rows take(const Tile& tile, float* memory) {
    const std::size_t count = tile.actions * tile.depth, whole = count / kWidth * kWidth;
    for (std::size_t i = 0; i < whole; i += kWidth)
      store(memory + i, rounded_to_bf16(load_loose(tile.rows + i)));
    for (std::size_t i = whole; i < count; ++i) memory[i] = rounded_to_bf16(all(tile.rows[i]))[0];
    return {memory, tile.actions, tile.depth};
  }
  static Rows take_for_scores(const Tile& tile, float* memory) { return take(tile, memory); }

  static void weigh(const Rows& rows, const Block& block, float* weights, Float* sum) {
    Single::weigh(rows, block, weights, sum);
    round_to_bf16(weights, rows.actions * kLanes);
  }
  static void multiply(std::size_t actions, float* weights, const float* factors, const Float* centre,
                       Float* sum) {
    Single::multiply(actions, weights, factors, centre, sum);
    round_to_bf16(weights, actions * kLanes);
  }
  static void weigh_for_outer(const Rows& rows, const Block& block, float* weights) {
    Float sum[kVectors];
    weigh(rows, block, weights, sum);
  }
  static void multiply_for_outer(std::size_t actions, float* weights, const float* factors,
                                 const Float* centre) {
    Float sum[kVectors];
    multiply(actions, weights, factors, centre, sum);
  }
};

}  // namespace
}  // namespace megabandit
