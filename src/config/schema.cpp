#include "config/schema.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/narrow.hpp"

namespace megabandit {

ConfigText load_config(const std::filesystem::path& path) {
  std::error_code failure;
  if (std::filesystem::is_directory(path, failure)) {
    throw MissingInput(fmt::format("{}: is a directory; give a TOML file", path.string()));
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw MissingInput(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  std::ostringstream text;
  text << file.rdbuf();
  if (text.view().starts_with("\x89HDF"))
    throw ConfigError(fmt::format(
        "{}: is an HDF5 file where a TOML file is wanted; `megabandit inspect` tells what is in it",
        path.string()));
  return {path, text.str()};
}

Setting& SchemaTable::add(std::string_view key, SettingKind kind, SettingValue standard,
                          std::function<void(const SettingValue&)> store, std::string_view help) {
  return settings_.emplace_back(name_, std::string(key), kind, std::move(standard), std::move(store),
                                std::string(help));
}

Setting& SchemaTable::setting(std::string_view key, std::int64_t& variable, std::string_view help) {
  const auto store = [&variable](const SettingValue& value) { variable = std::get<std::int64_t>(value); };
  return add(key, SettingKind::integer, variable, store, help);
}

Setting& SchemaTable::setting(std::string_view key, std::uint64_t& variable, std::string_view help) {
  const auto store = [&variable](const SettingValue& value) {
    variable = narrow<std::uint64_t>(std::get<std::int64_t>(value));
  };
  return add(key, SettingKind::integer, narrow<std::int64_t>(variable), store, help).at_least(0);
}

Setting& SchemaTable::setting(std::string_view key, double& variable, std::string_view help) {
  const auto store = [&variable](const SettingValue& value) { variable = std::get<double>(value); };
  return add(key, SettingKind::number, variable, store, help);
}

Setting& SchemaTable::setting(std::string_view key, std::string& variable, std::string_view help) {
  const auto store = [&variable](const SettingValue& value) { variable = std::get<std::string>(value); };
  return add(key, SettingKind::text, variable, store, help);
}

Setting& SchemaTable::setting(std::string_view key, std::filesystem::path& variable, std::string_view help) {
  const auto store = [&variable](const SettingValue& value) { variable = std::get<std::string>(value); };
  return add(key, SettingKind::path, variable.string(), store, help);
}

Setting& SchemaTable::setting(std::string_view key, Seconds& variable, std::string_view help) {
  const auto store = [&variable](const SettingValue& value) { variable = Seconds(std::get<double>(value)); };
  return add(key, SettingKind::duration, variable.count(), store, help).at_least(0);
}

Setting& SchemaTable::setting(std::string_view key, ByteSize& variable, std::string_view help) {
  const auto store = [&variable](const SettingValue& value) {
    variable.bytes = narrow<std::uint64_t>(std::get<std::int64_t>(value));
  };
  return add(key, SettingKind::size, narrow<std::int64_t>(variable.bytes), store, help).at_least(0);
}

Setting& SchemaTable::setting(std::string_view key, std::vector<std::int64_t>& variable,
                              std::string_view help) {
  const auto store = [&variable](const SettingValue& value) {
    variable = std::get<std::vector<std::int64_t>>(value);
  };
  return add(key, SettingKind::integers, variable, store, help);
}

Setting& SchemaTable::setting(std::string_view key, std::vector<double>& variable, std::string_view help) {
  const auto store = [&variable](const SettingValue& value) {
    variable = std::get<std::vector<double>>(value);
  };
  return add(key, SettingKind::numbers, variable, store, help);
}

Setting& SchemaTable::setting(std::string_view key, std::vector<std::string>& variable,
                              std::string_view help) {
  const auto store = [&variable](const SettingValue& value) {
    variable = std::get<std::vector<std::string>>(value);
  };
  return add(key, SettingKind::texts, variable, store, help);
}

Setting& SchemaTable::setting(std::string_view key, std::vector<std::filesystem::path>& variable,
                              std::string_view help) {
  const auto store = [&variable](const SettingValue& value) {
    const auto& texts = std::get<std::vector<std::string>>(value);
    variable.assign(texts.begin(), texts.end());
  };
  return add(key, SettingKind::paths, std::vector<std::string>(variable.begin(), variable.end()), store,
             help);
}

Setting& SchemaTable::choice(std::string_view key, std::string& variable, std::vector<std::string> choices,
                             std::string_view help) {
  const auto store = [&variable](const SettingValue& value) { variable = std::get<std::string>(value); };
  return add(key, SettingKind::choice, variable, store, help).one_of(std::move(choices));
}

Setting& SchemaTable::choice(std::string_view key, std::string& variable, const std::vector<Choice>& choices,
                             Arguments& arguments, std::string_view help) {
  std::vector<std::string> names, summaries;
  for (const Choice& one : choices) {
    names.push_back(one.name);
    summaries.push_back(fmt::format("`{}`: {}", one.name, one.summary));
  }
  Setting& kind = choice(key, variable, names, fmt::format("{}. {}", help, fmt::join(summaries, ". ")));
  std::vector<std::pair<Parameter, std::vector<std::string>>> parameters;  // and the choices that have it
  for (const Choice& one : choices) {
    for (const Parameter& parameter : one.parameters) {
      const auto same = std::find_if(parameters.begin(), parameters.end(),
                                     [&](const auto& known) { return known.first == parameter; });
      if (same == parameters.end()) {
        parameters.emplace_back(parameter, std::vector{one.name});
      } else {
        same->second.push_back(one.name);
      }
    }
  }
  for (auto& [parameter, users] : parameters)
    add_parameter(parameter, arguments).used_when(key, std::move(users));
  return kind;
}

Setting& SchemaTable::add_parameter(const Parameter& parameter, Arguments& arguments) {
  const auto add_as = [&]<class T>(T standard) -> Setting& {
    const auto store = [&arguments, name = parameter.name](const SettingValue& value) {
      arguments[name] = static_cast<double>(std::get<T>(value));
    };
    return add(parameter.name, parameter.kind, standard, store, parameter.meaning);
  };
  Setting& setting = parameter.kind == SettingKind::integer
                         ? add_as(static_cast<std::int64_t>(parameter.standard))
                         : add_as(parameter.standard);
  return parameter.lowest == kPositive ? setting.above(0).at_most(parameter.highest)
                                       : setting.between(parameter.lowest, parameter.highest);
}

namespace {

/// Text for a cell of a Markdown table.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char character : text) {
    if (character == '|') escaped += '\\';
    escaped += character;
  }
  return escaped;
}

}  // namespace

SchemaTable Schema::table(std::string_view name, std::string_view help) {
  tables_.emplace_back(name, help);
  return SchemaTable(settings_, std::string(name));
}

const Setting* Schema::find(std::string_view table, std::string_view key) const {
  for (const Setting& setting : settings_)
    if (setting.table() == table && setting.key() == key) return &setting;
  return nullptr;
}

std::vector<std::string> Schema::tables() const {
  std::vector<std::string> names;
  for (const auto& [name, help] : tables_) names.push_back(name);
  return names;
}

std::vector<std::string> Schema::keys(std::string_view table) const {
  std::vector<std::string> names;
  for (const Setting& setting : settings_)
    if (setting.table() == table && find(table, setting.key()) == &setting) names.push_back(setting.key());
  return names;
}

std::string Schema::documentation() const {
  std::string text;
  for (const auto& [name, help] : tables_) {
    text += fmt::format("## `[{}]`\n\n{}\n\n| key | value | default | meaning |\n|---|---|---|---|\n", name,
                        help);
    for (const Setting& setting : settings_) {
      if (setting.table() != name) continue;
      const std::string standard =
          setting.is_required() ? "required" : "`" + format_value(setting.kind(), setting.standard()) + "`";
      text += fmt::format("| `{}` | {} | {} | {}", setting.key(), setting.allowed(), cell(standard),
                          cell(setting.help()));
      if (setting.has_condition()) {
        text += fmt::format("; only with `{}` = {}", setting.condition(),
                            fmt::join(setting.condition_values(), ", "));
      }
      text += " |\n";
    }
    text += "\n";
  }
  return text;
}

}  // namespace megabandit
