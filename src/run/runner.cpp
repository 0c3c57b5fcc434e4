#include "run/runner.hpp"

namespace megabandit {

std::vector<std::string> path_keys(const Schema& schema) {
  std::vector<std::string> keys;
  for (const Setting& setting : schema.settings())
    if (setting.kind() == SettingKind::path || setting.kind() == SettingKind::paths)
      keys.push_back(setting.name());
  return keys;
}

}  // namespace megabandit
