#pragma once
// From words to a subcommand, before any rank has met another one: --help, --version and usage errors need no
// MPI.

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "cli/command.hpp"

namespace megabandit {

/// What the words were answered with, without running anything.
struct Answer {
  Exit exit = Exit::done;
  std::string
      text;  ///< ends with a line end; for standard output when `exit` is done, else for standard error
};

/// The subcommand that the words ask for, its options set; or an answer.
using Understood = std::variant<Answer, std::unique_ptr<Command>>;

/// @local  `words` without the program's name.
Understood understand(std::vector<std::unique_ptr<Command>> commands, const std::vector<std::string>& words);

}  // namespace megabandit
