#pragma once

#include <xmmintrin.h>

namespace megabandit {

/// While it lives, this thread rounds to nearest and takes numbers below 2^-126 for zero: they cost time,
/// mean nothing beside the sums, and results must not depend on what the caller has set.
class FloatEnvironment {
 public:
  FloatEnvironment() : before_(_mm_getcsr()) { _mm_setcsr(kNearestWithoutSubnormals); }
  ~FloatEnvironment() { _mm_setcsr(before_); }
  FloatEnvironment(const FloatEnvironment&) = delete;
  FloatEnvironment& operator=(const FloatEnvironment&) = delete;

 private:
  // All exceptions masked, flush to zero, subnormals are zeros.
  static constexpr unsigned kNearestWithoutSubnormals = 0x1F80U | 0x8000U | 0x0040U;
  unsigned before_;
};

}  // namespace megabandit
