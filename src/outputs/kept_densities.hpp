#pragma once
// Logging densities that were computed once: they do not depend on what is learned.

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>

namespace megabandit {

class KeptDensities {
 public:
  /// Those of the pivots of these names, if all are known.
  bool find(std::span<const std::uint64_t> names, std::span<double> log_density) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto known = of_name_.find(names[i]);
      if (known == of_name_.end()) return false;
      log_density[i] = known->second;
    }
    return true;
  }
  void keep(std::span<const std::uint64_t> names, std::span<const double> log_density) {
    for (std::size_t i = 0; i < names.size(); ++i) of_name_[names[i]] = log_density[i];
  }

 private:
  std::unordered_map<std::uint64_t, double> of_name_;
};

}  // namespace megabandit
