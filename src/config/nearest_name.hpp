#pragma once
// "Did you mean ...?" for names a user mistyped.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace megabandit {

/// The name that differs least from `wrong` (insertions, deletions, replacements and swaps of neighbours),
/// when it differs in no more than a third of its characters, or in one.
std::optional<std::string> nearest_name(std::string_view wrong, std::span<const std::string> names);

/// "did you mean `clpi`?", or "it must be one of lpi, clpi" (`what` being "it must be one of") when nothing
/// is near.
std::string suggestion(std::string_view wrong, std::span<const std::string> names, std::string_view what);

}  // namespace megabandit
