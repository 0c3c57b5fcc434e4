#pragma once

#include <string_view>

#include "config/schema.hpp"

namespace megabandit {

/// @local  Whether the file has a table of this name; a file that cannot be read as TOML has none.
bool has_table(const ConfigText& file, std::string_view table);

}  // namespace megabandit
