#pragma once
// Table, queries and weights in 16 bits, two numbers to an instruction; sums in single precision. The table
// is rounded tile by tile, in the cache.

#include "softmax/vector/forms/bf16_scores.hpp"
#include "softmax/vector/lanes/outer.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

inline std::uint32_t* pairs_in(float* memory) { return reinterpret_cast<std::uint32_t*>(memory); }
inline const std::uint32_t* pairs_in(const float* memory) {
  return reinterpret_cast<const std::uint32_t*>(memory);
}

struct Bf16 {
  using Rows = PairTile;

  // Rows 2k and 2k + 1 of the packed queries become row k.
  static void prepare_queries(float* queries, std::size_t depth) {
    for (std::size_t k = 0; k < depth; k += 2)
      for (std::size_t i = 0; i < kLanes; i += kWidth) {
        const float* from = queries + k * kLanes + i;
        Pairs::store(pairs_in(queries + k / 2 * kLanes + i),
                     paired(load(from), k + 1 < depth ? load(from + kLanes) : Float{}));
      }
  }
  // Rows 2q and 2q + 1 of a block of queries become its row q.
  static void prepare_weighted(float* rows, std::size_t count, std::size_t padded) {
    for (std::size_t q = 0; q < count; q += 2)
      for (std::size_t k = 0; k < padded; k += kWidth) {
        const float* from = rows + q * padded + k;
        const std::size_t to = q / kLanes * kLanes + q % kLanes / 2;
        Pairs::store(pairs_in(rows + to * padded + k), paired(load(from), load(from + padded)));
      }
  }

  static Rows take_for_scores(const Tile& tile, float* memory) { return take<false>(tile, memory); }
  static Rows take(const Tile& tile, float* memory) { return take<true>(tile, memory); }

  template <class Taker>
  static void score(const Rows& rows, const float* queries, const Float* start, Taker& taker) {
    score_pairs(rows, pairs_in(queries), start, taker);
  }

  static void weigh(const Rows& rows, const Block& block, float* weights, Float* sum) {
    ActionPairs taker{pairs_in(weights), {}, block.ahead};
    PairWeigher(rows, pairs_in(block.queries), block.start, taker).run();
    for (int v = 0; v < kVectors; ++v) sum[v] = taker.sum[v];
  }
  static void add_values(const Rows& rows, const float* weights, float* sums) {
    add_all_columns<Pairs>(rows.pairs, (rows.actions + 1) / 2, rows.padded, pairs_in(weights), rows.depth,
                           sums);
  }
  static void multiply(std::size_t actions, float* weights, const float* factors, const Float* centre,
                       Float* sum) {
    sum[0] = sum[1] = Float{};
    for (std::size_t a = 0; a < actions; a += 2)
      for (int v = 0; v < kVectors; ++v) {
        std::uint32_t* at = pairs_in(weights) + a / 2 * kLanes + static_cast<std::size_t>(v) * kWidth;
        const float* factor = factors + a * kLanes + v * kWidth;
        const Float first = firsts(Pairs::load(at)) * (load(factor) - centre[v]);
        const Float second =
            a + 1 < actions ? seconds(Pairs::load(at)) * (load(factor + kLanes) - centre[v]) : Float{};
        sum[v] += first + second;
        Pairs::store(at, paired(first, second));
      }
  }

  static void weigh_for_outer(const Rows& rows, const Block& block, float* weights) {
    QueryPairs taker{pairs_in(weights), {}, block.ahead};
    PairWeigher(rows, pairs_in(block.queries), block.start, taker).run();
  }
  static void multiply_for_outer(std::size_t actions, float* weights, const float* factors,
                                 const Float* centre) {
    for (std::size_t a = 0; a < actions; ++a, factors += kLanes) {
      std::uint32_t* at = pairs_in(weights) + a * (kLanes / 2);
      const Pairs::Words both = Pairs::load(at);
      Pairs::store(at, joined(low_half(both) * (load(factors) - centre[0]),
                              high_half(both) * (load(factors + kWidth) - centre[1])));
    }
  }
  static void add_outer(const Rows& rows, const float* weights, const float* weighted, std::size_t padded,
                        float* gradient) {
    add_whole_outer<Pairs>({pairs_in(weights), kLanes / 2}, rows.actions, {pairs_in(weighted), padded},
                           kLanes / 2, rows.depth, gradient);
  }

 private:
  // memory: [kTileActions][padded / 2] pairs of columns, then as many pairs of actions.
  template <bool PairsOfActions>
  static Rows take(const Tile& tile, float* memory) {
    const std::size_t padded = (tile.depth + 31) / 32 * 32;
    std::uint32_t* columns = pairs_in(memory);
    std::uint32_t* actions = columns + kTileActions * padded / 2;
    for (std::size_t a = 0; a < tile.actions; a += 2) {
      const float* first = tile.rows + a * tile.depth;
      const bool alone = a + 1 == tile.actions;
      const float* second = alone ? first : first + tile.depth;
      const std::size_t depth_of_second = alone ? 0 : tile.depth;
      for (std::size_t k = 0; k < padded; k += 32) {
        const Float x0 = load_part(first, k, tile.depth), x1 = load_part(first, k + 16, tile.depth);
        const Float y0 = load_part(second, k, depth_of_second),
                    y1 = load_part(second, k + 16, depth_of_second);
        Pairs::store(columns + (a * padded + k) / 2, joined(x0, x1));
        Pairs::store(columns + ((a + 1) * padded + k) / 2, joined(y0, y1));
        if constexpr (PairsOfActions) {
          Pairs::store(actions + a / 2 * padded + k, paired(x0, y0));
          Pairs::store(actions + a / 2 * padded + k + 16, paired(x1, y1));
        }
      }
    }
    return {columns, actions, tile.actions, tile.depth, padded};
  }
};

}  // namespace
}  // namespace megabandit
