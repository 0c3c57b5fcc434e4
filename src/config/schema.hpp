#pragma once
// One declaration of a setting makes its parser, its check, its documentation row and its dump.
//
//   struct OrchardSettings {
//     std::uint64_t trees = 12;                // the default, and its only place
//     std::string kind = "apple";
//     double graft = 0.5;
//     Seconds rest = std::chrono::minutes(10);
//   };
//
//   void declare(Schema& schema, OrchardSettings& orchard) {
//     SchemaTable table = schema.table("orchard", "Where the fruit comes from.");
//     table.setting("trees", orchard.trees, "how many are planted").at_least(1);
//     table.choice("kind", orchard.kind, {"apple", "pear"}, "what grows on them");
//     table.setting("graft", orchard.graft, "share of grafted trees").between(0, 1).used_when("kind",
//     {"apple"}); table.setting("rest", orchard.rest, "between two harvests").operational();
//   }
//
//   OrchardSettings orchard;
//   Schema schema;
//   declare(schema, orchard);
//   const Resolved resolved = schema.read(load_config("orchard.toml"), {"orchard.kind=pear"});
//   // `orchard` now holds the values, `resolved` where each came from.
//
// Precedence: default < file < --set (the last one wins). Paths in a file are relative to the file, those of
// a --set to the current directory.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/choice.hpp"
#include "config/resolved.hpp"
#include "config/setting.hpp"
#include "config/units.hpp"

namespace megabandit {

/// A config file, read. `path` is as the user gave it: messages name it, and relative paths in it start at
/// its directory.
struct ConfigText {
  std::filesystem::path path;
  std::string text;
};

/// @throws MissingInput when it cannot be read, ConfigError when it is an HDF5 file.
ConfigText load_config(const std::filesystem::path& path);

/// Declares the settings of one table. The variable's value is the default; it must outlive Schema::read.
class SchemaTable {
 public:
  Setting& setting(std::string_view key, std::int64_t& variable, std::string_view help);
  Setting& setting(std::string_view key, std::uint64_t& variable, std::string_view help);  ///< below 2^63
  Setting& setting(std::string_view key, double& variable, std::string_view help);         ///< finite
  Setting& setting(std::string_view key, std::string& variable, std::string_view help);
  Setting& setting(std::string_view key, std::filesystem::path& variable, std::string_view help);
  Setting& setting(std::string_view key, Seconds& variable, std::string_view help);
  Setting& setting(std::string_view key, ByteSize& variable, std::string_view help);
  Setting& setting(std::string_view key, std::vector<std::int64_t>& variable, std::string_view help);
  Setting& setting(std::string_view key, std::vector<double>& variable, std::string_view help);
  Setting& setting(std::string_view key, std::vector<std::string>& variable, std::string_view help);
  Setting& setting(std::string_view key, std::vector<std::filesystem::path>& variable, std::string_view help);
  /// One of some names.
  Setting& choice(std::string_view key, std::string& variable, std::vector<std::string> choices,
                  std::string_view help);
  /// One of some choices, and the numbers that belong to the one chosen: `arguments` is left with exactly
  /// those.
  Setting& choice(std::string_view key, std::string& variable, const std::vector<Choice>& choices,
                  Arguments& arguments, std::string_view help);
  /// One of the values of an enumeration; the variable's own value must be among them.
  template <class Enum>
  requires std::is_enum_v<Enum> Setting& choice(std::string_view key, Enum& variable,
                                                std::vector<std::pair<std::string, Enum>> choices,
                                                std::string_view help);

 private:
  friend class Schema;
  SchemaTable(std::deque<Setting>& settings, std::string name)
      : settings_(settings), name_(std::move(name)) {}
  Setting& add(std::string_view key, SettingKind kind, SettingValue standard,
               std::function<void(const SettingValue&)> store, std::string_view help);

  Setting& add_parameter(const Parameter& parameter, Arguments& arguments);

  std::deque<Setting>& settings_;
  std::string name_;
};

class Schema {
 public:
  SchemaTable table(std::string_view name, std::string_view help);

  /// @local  Resolves every setting and stores it in its variable. `sets` are "table.key=value"; texts need
  /// no quotes.
  /// @throws ConfigError listing every fault with file:line (or --set), value and what is allowed.
  Resolved read(const ConfigText& file, std::span<const std::string> sets) const;

  /// A Markdown section for every table with a row for every setting.
  std::string documentation() const;

  const std::deque<Setting>& settings() const { return settings_; }
  /// The first declaration of that name.
  const Setting* find(std::string_view table, std::string_view key) const;
  std::vector<std::string> tables() const;
  std::vector<std::string> keys(std::string_view table) const;

 private:
  std::vector<std::pair<std::string, std::string>> tables_;  // name, help
  std::deque<Setting> settings_;                             // a deque: declarations hold references
};

template <class Enum>
requires std::is_enum_v<Enum> Setting& SchemaTable::choice(std::string_view key, Enum& variable,
                                                           std::vector<std::pair<std::string, Enum>> choices,
                                                           std::string_view help) {
  std::string standard;
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    names.push_back(name);
    if (value == variable) standard = name;
  }
  const auto store = [&variable, choices = std::move(choices)](const SettingValue& text) {
    for (const auto& [name, value] : choices)
      if (name == std::get<std::string>(text)) variable = value;
  };
  return add(key, SettingKind::choice, std::move(standard), store, help).one_of(std::move(names));
}

}  // namespace megabandit
