#pragma once

#include <memory>
#include <string>

#include "cli/command.hpp"

namespace megabandit {

/// What the program is, what it was built with, and where it runs now.
std::unique_ptr<Command> make_info();

/// docs/parameters.md: every key of a run file and of a world file, from their declarations.
std::string parameters_document();

}  // namespace megabandit
