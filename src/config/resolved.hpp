#pragma once
// The settings of a run with their values, and where each came from.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "config/setting.hpp"

namespace megabandit {

/// Who said it; a later one overrides an earlier one.
enum class Origin { standard, file, set };

struct ResolvedSetting {
  std::string table, key;
  SettingKind kind{};
  SettingValue value;
  SettingValue standard;
  Origin origin = Origin::standard;
  std::string place = "default";  ///< "default", "run.toml:3" or "--set"
  bool required = false;
  bool operational = false;
  bool idle = false;  ///< has no effect beside the other settings: its used_when() does not hold

  std::string name() const { return table + "." + key; }
};

class Resolved {
 public:
  Resolved() = default;
  explicit Resolved(std::vector<ResolvedSetting> settings, std::vector<std::string> warnings);

  const std::vector<ResolvedSetting>& settings() const { return settings_; }
  /// Settings that were given but have no effect since a --set made them idle.
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// `name` is "table.key". @throws InternalError when there is no such setting
  const ResolvedSetting& at(std::string_view name) const;

  /// One line a setting, aligned: table.key = value  # place (default ...). It is TOML: read again it gives
  /// the same values.
  std::string text() const;
  /// {"table": {"key": {"value": ..., "source": "run.toml:3", "default": ...}}}; default is null for a
  /// required setting.
  nlohmann::ordered_json json() const;

  /// XXH3 of all names and values: tells whether two ranks or two runs were set up alike.
  std::uint64_t hash() const;
  /// The same without operational() settings: tells whether two runs compute the same thing.
  std::uint64_t result_hash() const;

 private:
  std::vector<ResolvedSetting> settings_;
  std::vector<std::string> warnings_;
};

}  // namespace megabandit
