#pragma once

#include <span>
#include <string>
#include <string_view>

namespace megabandit {

/// The candidate that needs the fewest edits (insert, delete, replace, swap of neighbours) to become `name`;
/// the first of equals. Empty when there are no candidates.
std::string nearest(std::string_view name, std::span<const std::string> candidates);

}  // namespace megabandit
