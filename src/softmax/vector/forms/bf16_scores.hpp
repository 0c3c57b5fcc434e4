#pragma once
// Scores and weights of a tile in pairs. The products take so little time that the exponentials would cost a
// fifth beside them: those of 8 rows are taken while the products of the next 8 are under way.

#include "softmax/vector/forms/bf16_pairs.hpp"
#include "softmax/vector/lanes/scores.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

/// A tile as pairs of columns, for scores, and as pairs of actions, for sums of rows.
struct PairTile {
  const std::uint32_t* columns;  ///< [actions][padded / 2]; behind an odd number of actions a row of zeros
  const std::uint32_t* pairs;    ///< [actions / 2 rounded up][padded]
  std::size_t actions, depth, padded;
  std::size_t column_pairs() const { return (depth + 1) / 2; }
};

template <int Rows>
inline void add_scores(const PairTile& tile, std::size_t row, const std::uint32_t* queries, std::size_t first,
                       std::size_t last, Float (&sum)[Rows][kVectors]) {
  const std::size_t stride = tile.padded / 2;
  add_scores<Pairs>(tile.columns + row * stride, stride, queries, first, last, sum);
}

template <class Taker>
inline void score_pairs(const PairTile& tile, const std::uint32_t* queries, const Float* start,
                        Taker& taker) {
  for (std::size_t row = 0; row < tile.actions; row += 2) {
    Float sum[2][kVectors];
    begin_scores(start, sum);
    add_scores(tile, row, queries, 0, tile.column_pairs(), sum);
    for (std::size_t a = 0; a < 2 && row + a < tile.actions; ++a)
      for (int v = 0; v < kVectors; ++v) taker.take(row + a, v, sum[a][v]);
  }
}

/// Weights of two actions at a time, [actions / 2][kLanes] pairs; what a sum of rows wants.
struct ActionPairs {
  std::uint32_t* weights;
  Float sum[kVectors];
  Ahead ahead;
  void take(std::size_t row, int v, Float first, Float second) {
    ahead.step();  // twice for two rows
    sum[v] += first + second;
    Pairs::store(weights + row / 2 * kLanes + static_cast<std::size_t>(v) * kWidth, paired(first, second));
  }
};

/// Weights of two queries side by side, [actions][kLanes / 2] pairs; what the table's gradient wants.
struct QueryPairs {
  std::uint32_t* weights;
  Float kept[2];
  Ahead ahead;
  void take(std::size_t row, int v, Float first, Float second) {
    ahead.step();
    if (v == 0) {
      kept[0] = first;
      kept[1] = second;
      return;
    }
    Pairs::store(weights + row * (kLanes / 2), joined(kept[0], first));
    Pairs::store(weights + (row + 1) * (kLanes / 2), joined(kept[1], second));
  }
};

/// Goes over a tile eight rows at a time.
template <class Taker>
class PairWeigher {
 public:
  PairWeigher(const PairTile& tile, const std::uint32_t* queries, const Float* start, Taker& taker)
      : tile_(tile), queries_(queries), start_(start), taker_(taker) {}

  void run() {
    std::size_t row = 0;
    for (; row + kAtOnce <= tile_.actions; row += kAtOnce) score_and_weigh(row);
    if (row > 0) weigh_rest(row - kAtOnce);
    for (; row < tile_.actions; row += 2) weigh_two(row);
  }

 private:
  static constexpr int kAtOnce = 8;
  static constexpr std::size_t kParts = kAtOnce;  // a part weighs two rows of one vector of queries

  // Part i of the eight rows before.
  void weigh_part(std::size_t row, std::size_t i) {
    const float* scores = scores_ + i / 2 * 2 * kLanes + i % 2 * kWidth;
    taker_.take(row + i / 2 * 2, static_cast<int>(i % 2), exp2_coarse(load(scores)),
                exp2_coarse(load(scores + kLanes)));
  }

  void score_and_weigh(std::size_t row) {
    const std::size_t pairs = tile_.column_pairs();
    Float sum[kAtOnce][kVectors];
    begin_scores(start_, sum);
    if (row == 0) {
      add_scores(tile_, row, queries_, 0, pairs, sum);
    } else {
#pragma GCC unroll 8
      for (std::size_t i = 0; i < kParts; ++i) {
        weigh_part(row - kAtOnce, i);
        add_scores(tile_, row, queries_, i * pairs / kParts, (i + 1) * pairs / kParts, sum);
      }
    }
#pragma GCC unroll 8
    for (int a = 0; a < kAtOnce; ++a)
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) store(scores_ + a * kLanes + v * kWidth, sum[a][v]);
  }

  void weigh_rest(std::size_t row) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kParts; ++i) weigh_part(row, i);
  }

  void weigh_two(std::size_t row) {
    Float sum[2][kVectors];
    begin_scores(start_, sum);
    add_scores(tile_, row, queries_, 0, tile_.column_pairs(), sum);
    for (int v = 0; v < kVectors; ++v)
      taker_.take(row, v, exp2_coarse(sum[0][v]), row + 1 < tile_.actions ? exp2_coarse(sum[1][v]) : Float{});
  }

  const PairTile& tile_;
  const std::uint32_t* queries_;
  const Float* start_;
  Taker& taker_;
  alignas(64) float scores_[kAtOnce * kLanes];
};

}  // namespace
}  // namespace megabandit
