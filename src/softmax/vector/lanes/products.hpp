#pragma once
// The three products of the softmax over the catalogue, in registers, for numbers taken one by one (Scalars)
// or two by two (Pairs, bf16_pairs.hpp). A word is what is multiplied at a time; a matrix of words has rows
// `stride` words apart.

#include "softmax/vector/lanes/lanes.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

struct Scalars {
  using Word = float;
  using Words = Float;  ///< one for each lane
  static Words load(const Word* p) { return megabandit::load(p); }
  static Words all(Word x) { return megabandit::all(x); }
  static Float add_products(Float sum, Words x, Words y) { return sum + x * y; }
};

// Not inlined, as the compiler (GCC 12) else keeps in registers what the caller will want later, and sends
// the sums through memory.
#define MEGABANDIT_OWN_REGISTERS [[gnu::noinline]]

template <int Rows>
inline void begin_scores(const Float* start, Float (&sum)[Rows][kVectors]) {
#pragma GCC unroll 8
  for (int a = 0; a < Rows; ++a)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) sum[a][v] = start[v];
}

/// sum[a][lane] += sum_k rows[a][k] queries[k][lane], for k in [first, last).
template <class Number, int Rows>
inline void add_scores(const typename Number::Word* rows, std::size_t stride,
                       const typename Number::Word* queries, std::size_t first, std::size_t last,
                       Float (&sum)[Rows][kVectors]) {
#pragma GCC unroll 4
  for (std::size_t k = first; k < last; ++k) {
    const auto q0 = Number::load(queries + k * kLanes), q1 = Number::load(queries + k * kLanes + kWidth);
#pragma GCC unroll 8
    for (int a = 0; a < Rows; ++a) {
      const auto x = Number::all(rows[static_cast<std::size_t>(a) * stride + k]);
      sum[a][0] = Number::add_products(sum[a][0], x, q0);
      sum[a][1] = Number::add_products(sum[a][1], x, q1);
    }
  }
}

/// sums[k][lane] += sum_a rows[a][k] weights[a][lane], for Columns columns. The tile's sum starts at zero:
/// many short sums err less than one long one.
template <class Number, int Columns>
MEGABANDIT_OWN_REGISTERS void add_columns(const typename Number::Word* rows, std::size_t count,
                                          std::size_t stride, const typename Number::Word* weights,
                                          float* sums) {
  Float sum[Columns][kVectors] = {};
#pragma GCC unroll 4
  for (std::size_t a = 0; a < count; ++a, rows += stride, weights += kLanes) {
    const auto w0 = Number::load(weights), w1 = Number::load(weights + kWidth);
#pragma GCC unroll 8
    for (int k = 0; k < Columns; ++k) {
      const auto x = Number::all(rows[k]);
      sum[k][0] = Number::add_products(sum[k][0], x, w0);
      sum[k][1] = Number::add_products(sum[k][1], x, w1);
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < Columns; ++k)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) {
      float* to = sums + k * kLanes + v * kWidth;
      store(to, load(to) + sum[k][v]);
    }
}

/// The same for all columns from `first` on.
template <class Number, int Columns = kRows>
inline void add_all_columns(const typename Number::Word* rows, std::size_t count, std::size_t stride,
                            const typename Number::Word* weights, std::size_t columns, float* sums,
                            std::size_t first = 0) {
  for (; first + Columns <= columns; first += Columns)
    add_columns<Number, Columns>(rows + first, count, stride, weights, sums + first * kLanes);
  if constexpr (Columns > 1)
    if (first < columns)
      add_all_columns<Number, Columns / 2>(rows, count, stride, weights, columns, sums, first);
}

/// A matrix of words; for the gradient, of which one goes by rows and one by columns.
template <class Word>
struct Strided {
  const Word* words;
  std::size_t stride;
};

/// gradient[a][k] += sum_q weights[a][q] rows[q][k], for Rows actions and Vectors vectors of columns.
template <class Number, int Rows, int Vectors>
MEGABANDIT_OWN_REGISTERS void add_outer(Strided<typename Number::Word> weights,
                                        Strided<typename Number::Word> rows, std::size_t count,
                                        float* gradient) {
  Float sum[Rows][Vectors];
#pragma GCC unroll 8
  for (std::size_t a = 0; a < Rows; ++a)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sum[a][v] = load(gradient + a * rows.stride + v * kWidth);
#pragma GCC unroll 4
  for (std::size_t q = 0; q < count; ++q, rows.words += rows.stride) {
    typename Number::Words row[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) row[v] = Number::load(rows.words + v * kWidth);
#pragma GCC unroll 8
    for (std::size_t a = 0; a < Rows; ++a) {
      const auto w = Number::all(weights.words[a * weights.stride + q]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) sum[a][v] = Number::add_products(sum[a][v], w, row[v]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t a = 0; a < Rows; ++a)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) store(gradient + a * rows.stride + v * kWidth, sum[a][v]);
}

}  // namespace
}  // namespace megabandit
