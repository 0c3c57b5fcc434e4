#pragma once
// What a tally does with every number of an addend. A trained table has millions of cells a block, so this is
// written for vector units.

#include <cstdint>
#include <span>

namespace megabandit {

struct Extent {
  double peak = 0;  ///< largest absolute value
  bool finite = true;
};

/// @local  `peak` means nothing when not finite.
Extent extent(std::span<const double> addend);

/// @local
void widen(std::span<const float> narrow, double* out);

/// @local  cells[i] += addend[i].
void add_plain(std::span<const double> addend, double* cells);

/// @local  cells[i] += round(addend[i] * scale), halves to even, modulo 2^64. `scale` is a power of two and
/// no product exceeds 2^62 in size.
void add_scaled(std::span<const double> addend, double scale, std::int64_t* cells);

/// @local  out[i] = cells[i] / 2^exponent, rounded to double.
void unscale(std::span<const std::int64_t> cells, int exponent, double* out);

}  // namespace megabandit
