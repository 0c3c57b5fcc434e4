#include "config/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace megabandit {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array duration_units{Unit{"ms", 1e-3}, Unit{"s", 1}, Unit{"min", 60}, Unit{"h", 3600},
                                    Unit{"d", 86400}};
constexpr std::array size_units{Unit{"B", 1},        Unit{"KiB", 1024.0}, Unit{"MiB", 1024.0 * 1024},
                                Unit{"GiB", 0x1p30}, Unit{"TiB", 0x1p40}, Unit{"KB", 1e3},
                                Unit{"MB", 1e6},     Unit{"GB", 1e9},     Unit{"TB", 1e12}};

/// A number that is not negative, blanks, a unit; as a multiple of the unit whose factor is 1.
std::optional<double> parse_quantity(std::string_view text, std::span<const Unit> units) {
  double number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || !std::isfinite(number) || std::signbit(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  for (const Unit& unit : units)
    if (text == unit.name) return number * unit.factor;
  return std::nullopt;
}

}  // namespace

std::optional<Seconds> parse_duration(std::string_view text) {
  const auto seconds = parse_quantity(text, duration_units);
  if (!seconds || !std::isfinite(*seconds)) return std::nullopt;
  return Seconds(*seconds);
}

std::optional<ByteSize> parse_size(std::string_view text) {
  const auto bytes = parse_quantity(text, size_units);
  if (!bytes || *bytes >= 0x1p63) return std::nullopt;
  return ByteSize{static_cast<std::uint64_t>(*bytes)};
}

std::string format_duration(Seconds duration) { return fmt::format("{} s", duration.count()); }

std::string format_size(ByteSize size) {
  std::string_view name = "B";
  std::uint64_t number = size.bytes;
  for (const std::string_view larger : {"KiB", "MiB", "GiB", "TiB"}) {
    if (number == 0 || number % 1024 != 0) break;
    number /= 1024;
    name = larger;
  }
  return fmt::format("{} {}", number, name);
}

}  // namespace megabandit
