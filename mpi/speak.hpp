#pragma once

#include <string>
#include <string_view>

namespace megabandit {

/// `megabandit: error: TEXT` and a line end.
std::string error_line(std::string_view text);

/// Puts that on standard error, in one piece.
void print_error(std::string_view text);

}  // namespace megabandit
