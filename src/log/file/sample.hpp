#pragma once
// Which rows stand for all where reading all would take too long.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "log/block_plan.hpp"

namespace megabandit {

inline constexpr std::uint64_t kRowsOfRun = 256;

/// At most `most` runs of kRowsOfRun rows, spread evenly over `rows` rows, each beginning at a multiple of
/// kRowsOfRun; all rows where that is enough.
inline std::vector<Range> sample_runs(std::uint64_t rows, std::uint64_t most) {
  const std::uint64_t runs = (rows + kRowsOfRun - 1) / kRowsOfRun, chosen = std::min(runs, most);
  std::vector<Range> sample;
  for (std::uint64_t k = 0; k < chosen; ++k) {
    const std::uint64_t first = k * runs / chosen * kRowsOfRun;
    sample.push_back({first, std::min(first + kRowsOfRun, rows)});
  }
  return sample;
}

}  // namespace megabandit
