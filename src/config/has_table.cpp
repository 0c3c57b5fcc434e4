#include "config/has_table.hpp"

#include <toml++/toml.h>

namespace megabandit {

bool has_table(const ConfigText& file, std::string_view table) try {
  return toml::parse(file.text).contains(table);
} catch (const toml::parse_error&) {
  return false;  // who reads it says where it is wrong
}

}  // namespace megabandit
