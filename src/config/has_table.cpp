#include "config/has_table.hpp"

#include <algorithm>

#include <toml++/toml.h>

namespace megabandit {

std::vector<std::string> names_at_top(const ConfigText& file) try {
  std::vector<std::string> names;
  for (const auto& [name, node] : toml::parse(file.text)) names.emplace_back(name.str());
  return names;
} catch (const toml::parse_error&) {
  return {};  // who reads it says where it is wrong
}

bool has_table(const ConfigText& file, std::string_view table) {
  const std::vector<std::string> names = names_at_top(file);
  return std::ranges::find(names, table) != names.end();
}

}  // namespace megabandit
