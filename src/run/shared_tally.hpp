#pragma once

#include <mutex>
#include <span>

#include "base/tally.hpp"

namespace megabandit {

/// A tally to which several threads add, one at a time. In which order does not matter to a reproducible
/// tally.
class SharedTally {
 public:
  explicit SharedTally(Tally& tally) : tally_(tally) {}

  template <class Number>
  void add(std::size_t section, std::span<const Number> addend, std::size_t first = 0) {
    const std::lock_guard lock(guard_);
    tally_.add(section, addend, first);
  }
  void raise(std::size_t maximum, double value) {
    const std::lock_guard lock(guard_);
    tally_.raise(maximum, value);
  }

 private:
  Tally& tally_;
  std::mutex guard_;
};

}  // namespace megabandit
