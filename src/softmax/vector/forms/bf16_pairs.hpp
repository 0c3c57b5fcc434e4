#pragma once
// Numbers of 16 bits (bfloat16: the upper half of a float), two and two side by side in 32, which one
// instruction multiplies and adds to single-precision sums.

#include "softmax/vector/lanes/products.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

struct Pairs {
  using Word = std::uint32_t;
  using Words = __m512i;
  static Words load(const Word* p) { return _mm512_load_si512(p); }
  static void store(Word* p, Words x) { _mm512_store_si512(p, x); }
  static Words all(Word x) { return _mm512_set1_epi32(static_cast<int>(x)); }
  /// sum + first of x * first of y + second of x * second of y.
  static Float add_products(Float sum, Words x, Words y) {
    return _mm512_dpbf16_ps(sum, (__m512bh)x, (__m512bh)y);
  }
};

/// Rounded: first the numbers of `low`, then those of `high`.
inline Pairs::Words joined(Float low, Float high) { return (__m512i)_mm512_cvtne2ps_pbh(high, low); }

/// Rounded: pair i is (first[i], second[i]).
inline Pairs::Words paired(Float first, Float second) {
  const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7,
                                         22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  return _mm512_permutexvar_epi16(order, joined(first, second));
}

inline Float firsts(Pairs::Words x) { return (Float)_mm512_slli_epi32(x, 16); }
inline Float seconds(Pairs::Words x) {
  return (Float)_mm512_and_si512(x, _mm512_set1_epi32(static_cast<int>(0xffff0000U)));
}
inline Float low_half(Pairs::Words x) {
  return (Float)_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(x)), 16);
}
inline Float high_half(Pairs::Words x) {
  return (Float)_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(x, 1)), 16);
}

/// 2^x, relative error 8e-5: a fraction of what rounding to 16 bits does.
inline Float exp2_coarse(Float x) {
  const Float whole = rounded(x);
  const Float f = x - whole;
  Float p = all(5.517166907e-02F);
  p = p * f + 2.426111222e-01F;
  p = p * f + 6.932609855e-01F;
  p = p * f + 9.999280735e-01F;
  return _mm512_scalef_ps(p, whole);
}

/// Floats from row[first] on, at most 16, zeros behind the row's end.
inline Float load_part(const float* row, std::size_t first, std::size_t count) {
  const std::size_t left = first < count ? count - first : 0;
  const auto mask = static_cast<__mmask16>(left >= 16 ? 0xffffU : (1U << left) - 1U);
  return _mm512_maskz_loadu_ps(mask, row + first);
}

}  // namespace
}  // namespace megabandit
