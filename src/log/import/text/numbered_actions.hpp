#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>

#include "log/import/text/place.hpp"

namespace megabandit {

/// How many actions there are, where sources only number them and nobody says it: one more than the largest
/// number, unless that must be a typing error. Each number up to it costs memory and time in every step.
class NumberedActions {
 public:
  /// `action` counts from 0.
  void note(const Place& place, std::uint32_t action);
  bool any() const { return !seen_.empty(); }
  /// @throws DataError when hardly any of so many actions occurs, naming the place of the largest
  std::uint64_t count() const;

 private:
  std::unordered_set<std::uint32_t> seen_;
  std::uint32_t largest_ = 0;
  std::string source_;  // where it was first seen
  std::uint64_t line_ = 0;
};

}  // namespace megabandit
