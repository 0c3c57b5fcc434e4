#pragma once

#include <charconv>
#include <cstdint>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace megabandit {

/// For options that count something. CLI11's own complaint recites the largest double.
inline CLI::Validator at_least_one() {
  const auto fault = [](const std::string& text) {
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool good = error == std::errc() && end == text.data() + text.size() && count > 0;
    return good ? std::string() : fmt::format("is {}; it must be a whole number of at least 1", text);
  };
  return {fault, "COUNT"};
}

}  // namespace megabandit
