#pragma once
// Rows of a table that were drawn.

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.hpp"

namespace megabandit {

/// Rows by number, increasing; a row may come more than once.
struct DrawnRows {
  std::vector<std::uint32_t> row;
  std::vector<float> log2_count;  ///< of each: log2 of how often the row was expected to be drawn

  void clear();
  void add(std::uint32_t drawn, float log2_expected) {
    row.push_back(drawn);
    log2_count.push_back(log2_expected);
  }
  /// Makes `rows` (increasing, each once) count exactly: draws that hit them are dropped, and they are added
  /// with an expected count of 1. What is left estimates the sum over the other rows without bias.
  void count_exactly(std::span<const std::uint32_t> rows);
};

/// Points of [0, 1), increasing: the i-th of `count` is uniform in [i, i + 1) / count. So a stretch of length
/// p is expected to hold count p of them, and holds that many but for one or two.
class SpreadPoints {
 public:
  SpreadPoints(const DrawName& name, std::uint64_t count)
      : name_(name), spacing_(1 / static_cast<double>(count)) {}
  /// The i-th; asked for one after another.
  double at(std::uint64_t i) {
    if (i % 4 == 0) words_ = philox(name_, static_cast<std::uint32_t>(i / 4));
    const double within = (static_cast<double>(words_[i % 4]) + 0.5) * 0x1p-32;
    return (static_cast<double>(i) + within) * spacing_;
  }

 private:
  DrawName name_;
  double spacing_;
  std::array<std::uint32_t, 4> words_{};
};

}  // namespace megabandit
