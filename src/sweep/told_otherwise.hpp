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
  for (std::size_t at = text.find(found); at != std::string::npos; at = text.find(found, at + 1))
    if (ends(at + found.size())) text.replace(at, found.size(), place);
  return text;
}

}  // namespace megabandit
