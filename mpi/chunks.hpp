#pragma once
// MPI 3 counts with int. This is the one place where a 64-bit length becomes ints.

#include <algorithm>
#include <cstddef>

namespace megabandit {

/// The most elements that one MPI call is given: 16 Mi, 128 MiB of doubles. Larger ones would not be faster,
/// and MPI keeps a copy of what it adds.
inline constexpr std::size_t kChunk = std::size_t{1} << 24;

/// Calls `part(first, count)` for consecutive runs of at most `chunk` of `length` elements.
template <class Part>
void in_chunks(std::size_t length, std::size_t chunk, const Part& part) {
  for (std::size_t first = 0; first < length; first += chunk) {
    part(first, static_cast<int>(std::min(chunk, length - first)));
  }
}

}  // namespace megabandit
