#pragma once

#include <string>
#include <string_view>

namespace megabandit {

/// `text`, or its first bytes and "..." where it has more than `bytes`; no UTF-8 character is cut.
std::string shortened(std::string_view text, std::size_t bytes);

}  // namespace megabandit
