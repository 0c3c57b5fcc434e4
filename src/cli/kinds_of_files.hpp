#pragma once
// Which subcommand takes which config file.

#include <functional>
#include <string>
#include <vector>

#include "config/schema.hpp"

namespace megabandit {

struct KindOfFile {
  std::string command;  ///< that takes it
  std::string name;     ///< "world file"
  std::string heading;  ///< of its parameters
  std::vector<std::string> tables;
  std::string documentation;  ///< Schema::documentation
};

const std::vector<KindOfFile>& kinds_of_files();

/// @local  Calls `read`, with which `command` reads `file`. @throws what it throws; a ConfigError of a file
/// whose tables are those of another kind also says which subcommand takes it
void read_as(const std::string& command, const ConfigText& file, const std::function<void()>& read);

}  // namespace megabandit
