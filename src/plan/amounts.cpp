#include "plan/amounts.hpp"

#include <array>
#include <cmath>
#include <span>
#include <string_view>

#include <fmt/format.h>

namespace megabandit {
namespace {

struct Unit {
  std::string_view name;
  double size;
};

constexpr std::array kBytes{Unit{"B", 1}, Unit{"KiB", 0x1p10}, Unit{"MiB", 0x1p20}, Unit{"GiB", 0x1p30},
                            Unit{"TiB", 0x1p40}};
constexpr std::array kSeconds{Unit{"us", 1e-6}, Unit{"ms", 1e-3}, Unit{"s", 1},
                              Unit{"min", 60},  Unit{"h", 3600},  Unit{"d", 86400}};
constexpr std::array kFlops{Unit{"flop", 1},    Unit{"kflop", 1e3},  Unit{"Mflop", 1e6},
                            Unit{"Gflop", 1e9}, Unit{"Tflop", 1e12}, Unit{"Pflop", 1e15}};

// The largest unit of which there is at least one.
std::string in_units(double amount, std::span<const Unit> units) {
  const Unit* unit = &units.front();
  for (const Unit& larger : units)
    if (amount >= larger.size) unit = &larger;
  const double number = amount / unit->size;
  const int digits = number >= 99.95 || amount == 0 ? 0 : number >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f} {}", number, digits, unit->name);
}

}  // namespace

std::string bytes_text(double bytes) { return in_units(bytes, kBytes); }
std::string seconds_text(double seconds) { return in_units(seconds, kSeconds); }
std::string flops_text(double flops) { return in_units(flops, kFlops); }

std::string count_text(double count) {
  const std::string digits = fmt::format("{:.0f}", count);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

}  // namespace megabandit
