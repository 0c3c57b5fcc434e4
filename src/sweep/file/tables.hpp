#pragma once
// A sweep file as TOML, and its parts as files of their own whose values keep their lines, so that a message
// names the line that the user sees.

#include <string>

#include <toml++/toml.h>

#include "config/schema.hpp"

namespace megabandit {

/// @throws ConfigError naming file and line of what is no TOML
toml::table parse_sweep(const ConfigText& file);

/// "sweep.toml:3"
std::string place_of(const ConfigText& file, const toml::node& node);

/// Table [sweep] with the keys that are declared (settings.hpp). @throws ConfigError for one that there is
/// not
std::string declared_part(const ConfigText& file);

/// The tables beside [sweep], those of a run file.
std::string run_part(const ConfigText& file);

/// The entries of a table in the order of the file.
std::vector<std::pair<std::string, const toml::node*>> in_file_order(const toml::table& table);

}  // namespace megabandit
