#include "cli/command.hpp"

namespace megabandit {

std::vector<std::unique_ptr<Command>> all_commands() { return {}; }

}  // namespace megabandit
