#pragma once
// Logging densities that were computed once: they do not depend on what is learned.

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace megabandit {

/// Those of the pivots that are looked at in a block in one pass go together; a pass over the block's first
/// contexts takes the first of them.
class KeptDensities {
 public:
  /// @param names  of the pivots of one block, in their order  @return whether all were known
  bool find(std::span<const std::uint64_t> names, std::span<double> log_density) const {
    if (names.empty()) return true;
    const auto known = of_first_.find(names.front());
    if (known == of_first_.end() || known->second.size() < names.size()) return false;
    std::copy_n(known->second.begin(), names.size(), log_density.begin());
    return true;
  }
  void keep(std::span<const std::uint64_t> names, std::span<const double> log_density) {
    if (!names.empty()) of_first_[names.front()] = {log_density.begin(), log_density.end()};
  }

 private:
  std::unordered_map<std::uint64_t, std::vector<double>> of_first_;
};

}  // namespace megabandit
