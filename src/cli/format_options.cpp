#include "cli/format_options.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "config/nearest_name.hpp"

namespace megabandit {
namespace {

bool is_list(const Setting& setting) { return setting.kind() == SettingKind::texts; }

std::string option_of(const std::string& key) {
  std::string name = "--" + key;
  std::ranges::replace(name, '_', '-');
  return name;
}

/// What is given on the command line, as --set has it.
std::string set_of(const Setting& setting, const std::vector<std::string>& values) {
  if (!is_list(setting)) return fmt::format("{}={}", setting.name(), values.back());
  return fmt::format("{}={}", setting.name(), format_value(SettingKind::texts, values));
}

std::string help_of(const Setting& setting) {
  std::string help = setting.help();
  if (setting.kind() == SettingKind::choice) help += ": " + setting.allowed();
  const std::string standard = format_value(setting.kind(), setting.standard());
  if (standard != "\"\"" && standard != "[]") help += fmt::format(" (default {})", standard);
  return is_list(setting) ? help + "; may be repeated" : help;
}

}  // namespace

void FormatOptions::add(SourceFormat& format) {
  Entry& entry = entries_.emplace_back(Entry{format});
  format.declare(entry.schema);
  for (const Setting& setting : entry.schema.settings())
    options_[setting.key()].formats.push_back(format.name());
}

std::string FormatOptions::formats() const {
  std::string text;
  for (const Entry& entry : entries_)
    text += fmt::format("  {:9}{}\n", entry.format.name(), entry.format.summary());
  return text;
}

void FormatOptions::declare(CLI::App& app) {
  for (const Entry& entry : entries_)
    for (const Setting& setting : entry.schema.settings())
      if (options_.at(setting.key()).formats.front() == entry.format.name()) declare(app, setting);
}

void FormatOptions::declare(CLI::App& app, const Setting& setting) {
  Option& mine = options_.at(setting.key());
  const auto store = [&mine](const std::string& value) { mine.given = {value}; };
  const std::string name = option_of(setting.key()), help = help_of(setting);
  CLI::Option* option = is_list(setting) ? app.add_option(name, mine.given, help)->allow_extra_args(false)
                                         : app.add_option_function<std::string>(name, store, help);
  option->group(fmt::format("import {}", fmt::join(mine.formats, ", ")));
}

void FormatOptions::require_format(const std::string& format) const {
  std::vector<std::string> names;
  for (const Entry& entry : entries_) names.push_back(entry.format.name());
  if (std::ranges::find(names, format) == names.end())
    throw UsageError(
        fmt::format("there is no format `{}`; {}", format, suggestion(format, names, "there are")));
}

void FormatOptions::configure(const std::string& format, const std::string& map) const {
  for (const auto& [key, option] : options_)
    if (!option.given.empty() && std::ranges::find(option.formats, format) == option.formats.end())
      throw UsageError(fmt::format("{} is an option of `import {}`, not of `import {}`", option_of(key),
                                   fmt::join(option.formats, "`, `import "), format));
  for (const Entry& entry : entries_) {
    if (entry.format.name() != format) continue;
    std::vector<std::string> sets;
    for (const Setting& setting : entry.schema.settings())
      if (const auto& values = options_.at(setting.key()).given; !values.empty())
        sets.push_back(set_of(setting, values));
    entry.schema.read(map.empty() ? ConfigText{} : load_config(map), sets);
  }
}

}  // namespace megabandit
