#pragma once
// Included by one source file per instruction set, each compiled with its own flags. Everything here is in an
// unnamed namespace: the same inline function compiled for two instruction sets must never be merged by the
// linker.
//
// Queries in lanes: 2 vectors of queries side by side, a tile of actions streamed past them. The table is
// read row by row as it is, one scalar at a time, so nothing is packed but the queries.

#include <cstddef>
#include <cstdint>

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see above

#if defined(__AVX512F__)
constexpr int kWidth = 16;  // floats in a vector
constexpr int kRows = 8;    // actions, or columns, kept in registers at a time
#elif defined(__AVX2__)
constexpr int kWidth = 8;
constexpr int kRows = 6;
#else
constexpr int kWidth = 4;
constexpr int kRows = 6;
#endif
constexpr int kVectors = 2;
constexpr int kLanes = kVectors * kWidth;  // queries in a block

typedef float Float [[gnu::vector_size(kWidth * sizeof(float))]];
typedef std::int32_t Int [[gnu::vector_size(kWidth * sizeof(float))]];

inline Float load(const float* p) { return *reinterpret_cast<const Float*>(p); }
inline void store(float* p, Float x) { *reinterpret_cast<Float*>(p) = x; }
// The same for rows of matrices, which begin anywhere.
typedef float Loose [[gnu::vector_size(kWidth * sizeof(float)), gnu::aligned(alignof(float))]];
inline Loose load_loose(const float* p) { return *reinterpret_cast<const Loose*>(p); }
inline void store_loose(float* p, Loose x) { *reinterpret_cast<Loose*>(p) = x; }
inline Float all(float x) { return x - Float{}; }
inline Float larger(Float a, Float b) { return a > b ? a : b; }
inline bool any(Int mask) {
  std::int32_t bits = 0;
  for (int i = 0; i < kWidth; ++i) bits |= mask[i];
  return bits != 0;
}

// 2^x, relative error 2e-7; what would fall below 2^-126 becomes 2^-126, what would rise above 2^127 becomes
// that.
inline Float exp2(Float x) {
  x = larger(x, all(-126.0F));
  x = x < 127.0F ? x : all(127.0F);
  constexpr float kMagic = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
  const Float rounded = (x + kMagic) - kMagic;
  const Float f = x - rounded;
  Float p = all(1.327647198e-03F);
  p = p * f + 9.675541334e-03F;
  p = p * f + 5.550713274e-02F;
  p = p * f + 2.402211972e-01F;
  p = p * f + 6.931469671e-01F;
  p = p * f + 1.000000072F;
  const Int exponent = __builtin_convertvector(rounded, Int) + 127;
  return p * (Float)(exponent << 23);
}

// scores[a][lane] = <query of lane, table_a> for Rows actions; queries: [d][kLanes].
template <int Rows>
inline void score_rows(const float* table, std::size_t d, const float* queries, float* scores) {
  Float sum[Rows][kVectors] = {};
  for (std::size_t k = 0; k < d; ++k) {
    const Float q0 = load(queries + k * kLanes), q1 = load(queries + k * kLanes + kWidth);
#pragma GCC unroll 8
    for (int a = 0; a < Rows; ++a) {
      const float x = table[static_cast<std::size_t>(a) * d + k];
      sum[a][0] += x * q0;
      sum[a][1] += x * q1;
    }
  }
#pragma GCC unroll 8
  for (int a = 0; a < Rows; ++a) {
    store(scores + a * kLanes, sum[a][0]);
    store(scores + a * kLanes + kWidth, sum[a][1]);
  }
}

inline void score_tile(const float* table, std::size_t actions, std::size_t d, const float* queries,
                       float* scores) {
  std::size_t a = 0;
  for (; a + kRows <= actions; a += kRows) score_rows<kRows>(table + a * d, d, queries, scores + a * kLanes);
  for (; a < actions; ++a) score_rows<1>(table + a * d, d, queries, scores + a * kLanes);
}

// mean[k][lane] += sum_a table[a][k] * weight[a][lane] for Columns columns k.
template <int Columns>
inline void mean_columns(const float* table, std::size_t actions, std::size_t d, const float* weight,
                         float* mean) {
  Float sum[Columns][kVectors];
#pragma GCC unroll 8
  for (int k = 0; k < Columns; ++k) {
    sum[k][0] = load(mean + k * kLanes);
    sum[k][1] = load(mean + k * kLanes + kWidth);
  }
  for (std::size_t a = 0; a < actions; ++a) {
    const Float w0 = load(weight + a * kLanes), w1 = load(weight + a * kLanes + kWidth);
#pragma GCC unroll 8
    for (int k = 0; k < Columns; ++k) {
      const float x = table[a * d + static_cast<std::size_t>(k)];
      sum[k][0] += x * w0;
      sum[k][1] += x * w1;
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < Columns; ++k) {
    store(mean + k * kLanes, sum[k][0]);
    store(mean + k * kLanes + kWidth, sum[k][1]);
  }
}

inline void mean_tile(const float* table, std::size_t actions, std::size_t d, const float* weight,
                      float* mean) {
  std::size_t k = 0;
  for (; k + kRows <= d; k += kRows) mean_columns<kRows>(table + k, actions, d, weight, mean + k * kLanes);
  for (; k < d; ++k) mean_columns<1>(table + k, actions, d, weight, mean + k * kLanes);
}

}  // namespace
}  // namespace megabandit
