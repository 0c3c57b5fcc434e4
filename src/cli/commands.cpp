#include "cli/commands.hpp"

namespace megabandit {

std::vector<std::unique_ptr<Command>> all_commands() {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(make_import());
  commands.push_back(make_simulate());
  commands.push_back(make_inspect());
  commands.push_back(make_train());
  commands.push_back(make_evaluate());
  commands.push_back(make_predict());
  commands.push_back(make_compare());
  commands.push_back(make_sweep());
  commands.push_back(make_generate());
  commands.push_back(make_plan());
  commands.push_back(make_info());
  return commands;
}

}  // namespace megabandit
