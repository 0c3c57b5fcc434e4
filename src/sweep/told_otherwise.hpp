#pragma once
// Faults name places as those know them who find them; people wrote the settings elsewhere.

#include <string>
#include <string_view>

namespace megabandit {

/// `text` with `place` wherever it names the place `found`: before a colon or a closing bracket. @local
inline std::string told_otherwise(std::string text, const std::string& found, const std::string& place) {
  const auto ends = [&](std::size_t at) {
    return at < text.size() && std::string_view(":)").find(text[at]) != std::string_view::npos;
  };
  std::size_t next = 0;  // what was put there is not looked at: it may name the same place
  for (std::size_t at = text.find(found); at != std::string::npos; at = text.find(found, next)) {
    next = at + found.size();
    if (!ends(next)) continue;
    text.replace(at, found.size(), place);
    next = at + place.size();
  }
  return text;
}

}  // namespace megabandit
