#pragma once
// The sums of a span become integers: see partition_sums.hpp.

#include "softmax/vector/lane_kernel.hpp"
#include "softmax/vector/lanes/lanes.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

inline void add_whole(std::int64_t* to, Float whole) {
  for (int i = 0; i < kWidth; ++i) to[i] += static_cast<std::int64_t>(whole[i]);
}

// What the high word leaves is a float again, without rounding: its bits are some of x's.
inline void deposit(const Plane& plane, float low_in_high, std::size_t query, Float x) {
  x *= plane.unit;
  const Float whole = rounded(x);
  add_whole(plane.high + query, whole);
  add_whole(plane.low + query, rounded((x - whole) * low_in_high));
}

/// Deposits the sums [columns][kLanes] of the block of queries that begins with `query`.
inline void deposit_block(const Deposits& to, std::size_t columns, std::size_t query, const float* sums) {
#pragma GCC unroll 2
  for (int v = 0; v < kVectors; ++v, query += kWidth, sums += kWidth) {
    const Int fits = load(sums) < to.most;  // a NaN is not below either
    for (int i = 0; i < kWidth; ++i) to.overflows[query + static_cast<std::size_t>(i)] += 1 + fits[i];
    for (std::size_t column = 0; column < columns; ++column)
      deposit(to.planes[column], to.low_in_high, query, fits ? load(sums + column * kLanes) : Float{});
  }
}

}  // namespace
}  // namespace megabandit
