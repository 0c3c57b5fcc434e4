#include "config/nearest_name.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace megabandit {
namespace {

/// Edits that turn `a` into `b`, a swap of two neighbours counting as one.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> before(width), last(width), now(width);
  for (std::size_t j = 0; j < width; ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view wrong, std::span<const std::string> names) {
  std::optional<std::string> nearest;
  std::size_t least = 0;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(wrong, name);
    if (distance > std::max<std::size_t>(1, name.size() / 3) || distance >= name.size()) continue;
    if (!nearest || distance < least) nearest = name, least = distance;
  }
  return nearest;
}

std::string suggestion(std::string_view wrong, std::span<const std::string> names, std::string_view what) {
  if (const auto nearest = nearest_name(wrong, names)) return fmt::format("did you mean `{}`?", *nearest);
  return fmt::format("{} {}", what, fmt::join(names, ", "));
}

}  // namespace megabandit
