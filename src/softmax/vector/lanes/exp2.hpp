#pragma once

#include "softmax/vector/lanes/lanes.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

#if !defined(__AVX512F__)
// x 2^n for whole n from -126 to 127.
inline Float scaled(Float x, Float n) { return x * (Float)((__builtin_convertvector(n, Int) + 127) << 23); }
#endif

// 2^x, relative error 2e-7. Too small for a float: 0 or 2^-126. Too large: at least 2^127. A NaN stays one.
inline Float exp2(Float x) {
#if !defined(__AVX512F__)
  x = x < -126.0F ? all(-126.0F) : x;
  x = x > 127.0F ? all(127.0F) : x;
#endif
  const Float whole = rounded(x);
  const Float f = x - whole;
  Float p = all(1.327647198e-03F);
  p = p * f + 9.675541334e-03F;
  p = p * f + 5.550713274e-02F;
  p = p * f + 2.402211972e-01F;
  p = p * f + 6.931469671e-01F;
  p = p * f + 1.000000072F;
#if defined(__AVX512F__)
  return _mm512_scalef_ps(p, whole);
#else
  return scaled(p, whole);
#endif
}

}  // namespace
}  // namespace megabandit
