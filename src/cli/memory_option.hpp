#pragma once

#include <string>

#include <fmt/format.h>

#include "base/error.hpp"
#include "config/units.hpp"

namespace megabandit {

/// What follows --memory; "" is 0, no limit. @throws UsageError
inline ByteSize memory_option(const std::string& text) {
  if (text.empty()) return {};
  if (const auto size = parse_size(text)) return *size;
  throw UsageError(fmt::format("--memory: '{}' is not a size, as in \"2 GiB\"", text));
}

}  // namespace megabandit
