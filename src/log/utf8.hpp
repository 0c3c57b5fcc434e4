#pragma once

#include <cstddef>
#include <string_view>

namespace megabandit {

/// Bytes of the UTF-8 character at the front of `text` (1 to 4); 0 when none stands there.
std::size_t utf8_character(std::string_view text);

/// The first byte at which `text` is no UTF-8; npos when all of it is.
std::size_t first_not_utf8(std::string_view text);

}  // namespace megabandit
