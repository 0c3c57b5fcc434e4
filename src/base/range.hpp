#pragma once
// Runs of numbers, and how they are shared out.

#include <algorithm>
#include <cstdint>

namespace megabandit {

/// A half-open run of numbers.
struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t size() const { return last - first; }
  bool contains(std::uint64_t i) const { return first <= i && i < last; }
  friend bool operator==(const Range&, const Range&) = default;
};

/// Part `part` of `parts` nearly equal runs of `total` things, the larger ones first. @replicated
constexpr Range even_part(std::uint64_t total, std::uint64_t part, std::uint64_t parts) {
  const std::uint64_t size = total / parts, larger = total % parts;
  const std::uint64_t first = part * size + std::min(part, larger);
  return {first, first + size + (part < larger ? 1 : 0)};
}

}  // namespace megabandit
