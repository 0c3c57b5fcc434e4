#pragma once
// The subcommands, one file each. A new one: its file, its line here, its row in commands.cpp.

#include <memory>

#include "cli/command.hpp"

namespace megabandit {

std::unique_ptr<Command> make_import();
std::unique_ptr<Command> make_simulate();
std::unique_ptr<Command> make_inspect();  ///< inspect LOG.h5 [--split NAME] [--json]
std::unique_ptr<Command> make_train();
std::unique_ptr<Command> make_evaluate();
std::unique_ptr<Command> make_predict();
std::unique_ptr<Command> make_compare();
std::unique_ptr<Command> make_sweep();
std::unique_ptr<Command> make_generate();
std::unique_ptr<Command> make_plan();
std::unique_ptr<Command> make_info();

}  // namespace megabandit
