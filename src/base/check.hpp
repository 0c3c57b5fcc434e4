#pragma once
// Checks of what the program itself must keep true, on a ladder of cost. A check above the build's level is
// compiled but never run, so it cannot rot; nothing may depend on a check's side effects. What users can get
// wrong is no matter of checks but of errors.
//
//   MEGABANDIT_CHECK(normal, other.size() == size(), "tallies of {} and {} cells", size(), other.size());

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {

enum class CheckLevel : int {
  off = 0,
  cheap = 1,          ///< a comparison or two a step: kept in a Release build
  normal = 2,         ///< a comparison an operation
  communicating = 3,  ///< talks to the other ranks: all of them must get there
  exhaustive = 4,     ///< looks at every element
};

inline constexpr CheckLevel kCheckLevel = CheckLevel::MEGABANDIT_CHECK_LEVEL;  // cmake/Build.cmake

constexpr bool checks(CheckLevel level) { return level <= kCheckLevel; }

#define MEGABANDIT_CHECK(level, condition, ...)                                                      \
  do {                                                                                               \
    if (::megabandit::checks(::megabandit::CheckLevel::level) && !(condition))                       \
      throw ::megabandit::InternalError(                                                             \
          ::fmt::format("{}:{}: check failed: {}", __FILE__, __LINE__, ::fmt::format(__VA_ARGS__))); \
  } while (false)

}  // namespace megabandit
