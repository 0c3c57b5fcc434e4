#pragma once
// Exact quantiles of propensities without sorting them: bit patterns of positive floats are ordered as the
// floats are, so two counts, of the upper and of the lower halves of the patterns, find any rank.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "comm/communicator.hpp"

namespace megabandit {

class PropensityQuantiles {
 public:
  /// Shares in [0, 1].
  explicit PropensityQuantiles(std::span<const double> shares) : shares_(shares.begin(), shares.end()) {}
  /// @local  First pass: every propensity once.
  void count_upper(float propensity);
  /// @collective  Between the passes.
  void find_upper(Communicator& comm);
  /// @local  Second pass: every propensity again.
  void count_lower(float propensity);
  /// @collective  For each share the smallest propensity that at least this share of all does not exceed; 0
  /// of none.
  std::vector<double> find(Communicator& comm);

 private:
  struct Sought {
    std::uint32_t upper = 0;
    std::int64_t rank = 0;  ///< among the values with that upper half, from 0
    std::vector<std::int64_t> lower;
  };
  static constexpr std::size_t kHalf = std::size_t{1} << 16;

  std::vector<double> shares_;
  std::vector<std::int64_t> upper_ = std::vector<std::int64_t>(kHalf, 0);
  std::vector<Sought> sought_;
  bool any_ = false;
};

}  // namespace megabandit
