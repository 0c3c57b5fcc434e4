#pragma once
// A subcommand: what it asks of the user, and what it does. One file each; the table of all is
// cli/commands.cpp.

#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "storage/job.hpp"

namespace CLI {
class App;
}

namespace megabandit {

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string name() const = 0;
  virtual std::string summary() const = 0;  ///< one line for --help
  /// Declares options and arguments on the subcommand's own `app`; CLI11 stores them in this object.
  virtual void declare(CLI::App& app) = 0;
  /// @collective  Runs on every rank of the job. @throws Error
  virtual Exit run(const Job& job) = 0;
};

/// All subcommands, in the order of --help.
std::vector<std::unique_ptr<Command>> all_commands();

}  // namespace megabandit
