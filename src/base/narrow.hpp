#pragma once
// Sizes are 64-bit; where an interface wants less, the narrowing is checked.

#include <concepts>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {

/// `value` as a To. @throws InternalError when it does not fit.
template <std::integral To, std::integral From>
constexpr To narrow(From value) {
  if (!std::in_range<To>(value))
    throw InternalError(fmt::format("the number {} does not fit where it must go", value));
  return static_cast<To>(value);
}

}  // namespace megabandit
