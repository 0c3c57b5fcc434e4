#include "log/import/text/place.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/shortened.hpp"

namespace megabandit {
namespace {

constexpr std::string_view kCorrectOrDrop = "correct it, or leave such rounds out with --drop-invalid";

double number(const Place& place, std::string_view text) {
  std::string_view digits = trimmed(text);
  if (digits.empty()) refuse(place, text, {"is empty", kCorrectOrDrop});
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size() || status == std::errc::invalid_argument)
    refuse(place, text, {"is not a number", kCorrectOrDrop});
  if (status == std::errc::result_out_of_range)
    refuse(place, text, {"is too large or too small for a 64-bit number", kCorrectOrDrop});
  return value;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

void refuse(const Place& place, std::string_view value, const Complaint& complaint) {
  constexpr std::size_t shown = 80;  // a value may be a whole document
  throw BadRow(fmt::format("{}, line {}{}: '{}' {}; {}", place.source, place.line,
                           place.column.empty() ? "" : fmt::format(", column '{}'", place.column),
                           shortened(value, shown), complaint.problem, complaint.remedy));
}

float checked_finite(const Place& place, double value) {
  const auto narrow_value = static_cast<float>(value);
  if (!std::isfinite(narrow_value))
    refuse(place, fmt::format("{}", value), {"is not a finite 32-bit number", kCorrectOrDrop});
  return narrow_value;
}

float checked_propensity(const Place& place, double value) {
  const auto narrow_value = static_cast<float>(value);
  if (!(narrow_value > 0 && value <= 1))
    refuse(place, fmt::format("{}", value), {"is no propensity: it must be in (0, 1]", kCorrectOrDrop});
  return narrow_value;
}

float finite_number(const Place& place, std::string_view text) {
  return checked_finite(place, number(place, text));
}

float propensity(const Place& place, std::string_view text) {
  return checked_propensity(place, number(place, text));
}

std::uint32_t whole_number(const Place& place, std::string_view text, std::uint32_t least) {
  const std::string_view digits = trimmed(text);
  std::uint32_t value = 0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = !digits.empty() && end == digits.data() + digits.size() && status == std::errc{};
  if (!whole || value < least || value == std::numeric_limits<std::uint32_t>::max())
    refuse(place, text, {fmt::format("is not a whole number of at least {}", least), kCorrectOrDrop});
  return value;
}

}  // namespace megabandit
