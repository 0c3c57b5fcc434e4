#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/schema.hpp"

namespace megabandit {

/// @local  The names at the top of a file, tables and stray keys; none where it cannot be read as TOML.
std::vector<std::string> names_at_top(const ConfigText& file);

/// @local  Whether the file has a table of this name; a file that cannot be read as TOML has none.
bool has_table(const ConfigText& file, std::string_view table);

}  // namespace megabandit
