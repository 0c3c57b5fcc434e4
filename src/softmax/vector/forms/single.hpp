#pragma once
// Arithmetic in single precision throughout. A form of arithmetic says how the table's rows, the queries and
// the weights lie in memory and does the products; passes.hpp is the same for all forms.

#include "softmax/vector/lanes/outer.hpp"
#include "softmax/vector/lanes/scores.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

struct Single {
  using Rows = Tile;

  static void prepare_queries(float*, std::size_t) {}
  static void prepare_weighted(float*, std::size_t, std::size_t) {}
  /// The tile as this form has it; the memory is [kTileActions][padded].
  static Rows take(const Tile& tile, float*) { return tile; }
  /// The same when add_values is not wanted.
  static Rows take_for_scores(const Tile& tile, float*) { return tile; }

  template <class Taker>
  static void score(const Rows& rows, const float* queries, const Float* start, Taker& taker) {
    score_tile(rows, queries, start, taker);
  }

  /// Weights for add_values.
  static void weigh(const Rows& rows, const Block& block, float* weights, Float* sum) {
    Weigh weigh{weights, {}, block.ahead};
    score_tile(rows, block.queries, block.start, weigh);
    for (int v = 0; v < kVectors; ++v) sum[v] = weigh.sum[v];
  }
  /// sums[k][lane] += sum_a row_a[k] weights[a][lane].
  static void add_values(const Rows& rows, const float* weights, float* sums) {
    add_all_columns<Scalars>(rows.rows, rows.actions, rows.depth, weights, rows.depth, sums);
  }
  /// Multiplies the weights by `factors` [actions][kLanes] less `centre`; sum: of the products.
  static void multiply(std::size_t actions, float* weights, const float* factors, const Float* centre,
                       Float* sum) {
    for (int v = 0; v < kVectors; ++v) {
      sum[v] = Float{};
      for (std::size_t i = static_cast<std::size_t>(v) * kWidth; i < actions * kLanes; i += kLanes) {
        const Float product = load(weights + i) * (load(factors + i) - centre[v]);
        sum[v] += product;
        store(weights + i, product);
      }
    }
  }

  /// Weights for add_outer.
  static void weigh_for_outer(const Rows& rows, const Block& block, float* weights) {
    Float sum[kVectors];
    weigh(rows, block, weights, sum);
  }
  static void multiply_for_outer(std::size_t actions, float* weights, const float* factors,
                                 const Float* centre) {
    Float sum[kVectors];
    multiply(actions, weights, factors, centre, sum);
  }
  /// gradient[a][k] += sum over lanes of weights[a][lane] weighted[lane][k].
  static void add_outer(const Rows& rows, const float* weights, const float* weighted, std::size_t padded,
                        float* gradient) {
    add_whole_outer<Scalars>({weights, kLanes}, rows.actions, {weighted, padded}, kLanes, rows.depth,
                             gradient);
  }
};

}  // namespace
}  // namespace megabandit
