#include "run/named_inputs.hpp"

#include <vector>

#include <fmt/format.h>

namespace megabandit {
namespace {

std::vector<std::string> paths_of(const ResolvedSetting& setting) {
  if (setting.idle || setting.origin == Origin::standard) return {};
  if (setting.kind == SettingKind::path) return {std::get<std::string>(setting.value)};
  if (setting.kind == SettingKind::paths) return std::get<std::vector<std::string>>(setting.value);
  return {};
}

}  // namespace

std::string with_setting(const std::string& text, const Resolved& settings) {
  for (const ResolvedSetting& setting : settings.settings())
    for (const std::string& path : paths_of(setting))
      if (!path.empty() && text.starts_with(path + ":"))
        return fmt::format("{} (`{}`, {})", text, setting.name(), setting.place);
  return text;
}

}  // namespace megabandit
