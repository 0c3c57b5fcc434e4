#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "log/file/log_file.hpp"

namespace megabandit {

/// Some rounds of the file with the rules they must keep.
struct Slab {
  Range rows;
  Rounds rounds;
  std::vector<bool> good;  ///< of the split, and no value is bad
};

/// Reads rows of a log, slab by slab. All @local.
class RoundReader {
 public:
  static constexpr std::uint64_t kSlabRows = std::uint64_t{1} << 20;

  RoundReader(const LogFile& log, Range rows, std::optional<std::uint8_t> split,
              std::uint64_t slab_rows = kSlabRows)
      : log_(log), rows_(rows), split_(split), slab_rows_(slab_rows) {}

  /// Without outputs.
  void each(Faults& faults, const std::function<void(const Slab&)>& visit) const;

 private:
  void find_good(Slab& slab) const;

  const LogFile& log_;
  Range rows_;
  std::optional<std::uint8_t> split_;
  std::uint64_t slab_rows_;
};

}  // namespace megabandit
