#pragma once
// Included by one source file per instruction set, each compiled with its own flags. Everything here, and in
// the headers that include this one, is in an unnamed namespace: the same inline function compiled for two
// instruction sets must never be merged by the linker. For the same reason they use no library templates.
//
// Queries in lanes: 2 vectors of queries side by side, a tile of actions streamed past them. The table is
// read row by row as it is, one scalar at a time, so nothing is packed but the queries.

#include <immintrin.h>

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
typedef std::uint32_t Bits [[gnu::vector_size(kWidth * sizeof(float))]];

inline Float load(const float* p) { return *reinterpret_cast<const Float*>(p); }
inline void store(float* p, Float x) { *reinterpret_cast<Float*>(p) = x; }
// The same for rows of matrices, which begin anywhere.
typedef float Loose [[gnu::vector_size(kWidth * sizeof(float)), gnu::aligned(alignof(float))]];
inline Float load_loose(const float* p) { return *reinterpret_cast<const Loose*>(p); }
inline void store_loose(float* p, Float x) { *reinterpret_cast<Loose*>(p) = x; }

inline Float all(float x) { return x - Float{}; }
inline Float larger(Float a, Float b) { return a > b ? a : b; }

inline bool any_above(Float x, Float bar) {
#if defined(__AVX512F__)
  return _mm512_cmp_ps_mask(x, bar, _CMP_GT_OQ) != 0;
#elif defined(__AVX2__)
  return _mm256_movemask_ps(_mm256_cmp_ps(x, bar, _CMP_GT_OQ)) != 0;
#else
  return _mm_movemask_ps(_mm_cmpgt_ps(x, bar)) != 0;
#endif
}

// To the nearest integer, ties to even.
inline Float rounded(Float x) {
#if defined(__AVX512F__)
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#elif defined(__AVX2__)
  return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#else
  constexpr float kWhole = 8388608.0F;  // 2^23: from here on floats are integers
  const Float whole = x < 0 ? all(-kWhole) : all(kWhole);
  return x * x < kWhole * kWhole ? (x + whole) - whole : x;
#endif
}

}  // namespace
}  // namespace megabandit
