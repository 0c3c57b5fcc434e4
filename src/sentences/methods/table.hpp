#pragma once
// The methods by name.

#include <string>
#include <string_view>
#include <vector>

#include "sentences/methods/kinds/kinds.hpp"

namespace megabandit {

struct MethodRow {
  std::string name;
  std::string summary;
  MakeMethod* make;
};

const std::vector<MethodRow>& methods();
std::vector<std::string> method_names();
/// @throws ConfigError for settings that do not go together
void check_method(const MethodSettings& settings);
/// `settings` that were checked.
std::unique_ptr<Method> make_method(const Experiment& experiment, const MethodSettings& settings);

}  // namespace megabandit
