#pragma once

#include <memory>

#include "cli/command.hpp"

namespace megabandit {

/// megabandit simulate WORLD.toml --out LOG.h5 [--set table.key=value]...
std::unique_ptr<Command> make_simulate();

}  // namespace megabandit
