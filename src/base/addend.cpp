#include "base/addend.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>

// Compiled once per instruction set; the program's start chooses. All give the same bits: where a
// multiplication and an addition are fused, the product is exact anyway. Sanitizers are not up yet when the
// choice is made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define VECTORISED [[gnu::target_clones("arch=x86-64-v4", "avx2", "default")]]
#else
#define VECTORISED
#endif

namespace megabandit {
namespace {

// Adding 1.5 * 2^52 rounds a number below 2^51 to an integer, halves to even, which is then the low bits of
// the sum.
constexpr double kMagic = 0x1.8p52;

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

// llrint(x) for |x| <= 2^62, in operations that every vector unit has: the multiple of 2^32 nearest to x,
// which is even, and the rest, both below 2^51.
std::uint64_t rounded(double x) {
  const double high = x * 0x1p-32 + kMagic;
  const double rest = x - (high - kMagic) * 0x1p32;
  return ((bits(high) - bits(kMagic)) << 32) + (bits(rest + kMagic) - bits(kMagic));
}

}  // namespace

// Sizes of doubles are ordered as their bits are, infinity and then NaN last; and the largest of integers may
// be looked for in any order, which is what a vector unit does.
VECTORISED Extent extent(std::span<const double> addend) {
  const double* const from = addend.data();
  const std::size_t n = addend.size();
  std::int64_t largest = 0;
  for (std::size_t i = 0; i < n; ++i)
    largest =
        std::max(largest, std::bit_cast<std::int64_t>(from[i]) & std::numeric_limits<std::int64_t>::max());
  return {std::bit_cast<double>(largest), std::isfinite(std::bit_cast<double>(largest))};
}

VECTORISED void widen(std::span<const float> narrow, double* out) {
  const float* const from = narrow.data();
  const std::size_t n = narrow.size();
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<double>(from[i]);
}

VECTORISED void add_plain(std::span<const double> addend, double* cells) {
  const double* const from = addend.data();
  const std::size_t n = addend.size();
  for (std::size_t i = 0; i < n; ++i) cells[i] += from[i];
}

// Unsigned, because a sum that overflows is thrown away by the tally but must not be undefined.
VECTORISED void add_scaled(std::span<const double> addend, double scale, std::int64_t* cells) {
  const double* const from = addend.data();
  const std::size_t n = addend.size();
  for (std::size_t i = 0; i < n; ++i)
    cells[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(cells[i]) + rounded(from[i] * scale));
}

VECTORISED void unscale(std::span<const std::int64_t> cells, int exponent, double* out) {
  const double unit = std::ldexp(1.0, -exponent);
  const std::int64_t* const from = cells.data();
  const std::size_t n = cells.size();
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<double>(from[i]) * unit;
}

}  // namespace megabandit
