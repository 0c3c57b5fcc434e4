#pragma once
// One setting: its name, type, default, what is allowed, and what it is for. Declared through
// config/schema.hpp.

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace megabandit {

enum class SettingKind {
  integer,
  number,
  text,
  path,
  duration,
  size,
  choice,
  integers,
  numbers,
  texts,
  paths
};

/// integer and size (bytes): int64; number and duration (seconds): double; text, path and choice: string.
using SettingValue = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>,
                                  std::vector<double>, std::vector<std::string>>;

/// The value as TOML (and as JSON: the two agree on these types): 1e-06, "600 s", [64, 64].
std::string format_value(SettingKind kind, const SettingValue& value);

class Setting {
 public:
  /// `standard` is the default; `store` hands a resolved value to the variable behind the setting.
  Setting(std::string table, std::string key, SettingKind kind, SettingValue standard,
          std::function<void(const SettingValue&)> store, std::string help);

  // What a declaration may add. Limits hold for numbers, and for each entry of a list.
  Setting& required();  ///< has no default
  Setting& unit(std::string_view unit);
  Setting& at_least(double least);
  Setting& above(double bound);
  Setting& at_most(double most);
  Setting& between(double least, double most);
  Setting& one_of(std::vector<std::string> choices);  ///< of a choice, and of each text of a list
  /// Has an effect only while setting `key` (of this table, or "table.key") has one of `values`. Giving it
  /// otherwise is an error; when only a --set turned it idle, a warning.
  Setting& used_when(std::string_view key, std::vector<std::string> values);
  /// Says how a run is carried out, not what it computes: not part of Resolved::result_hash().
  Setting& operational();

  const std::string& table() const { return table_; }
  const std::string& key() const { return key_; }
  std::string name() const { return table_ + "." + key_; }
  const std::string& help() const { return help_; }
  SettingKind kind() const { return kind_; }
  const SettingValue& standard() const { return standard_; }
  bool is_required() const { return required_; }
  bool is_operational() const { return operational_; }
  bool has_condition() const { return !used_when_.empty(); }
  const std::string& condition() const { return used_when_; }  ///< "table.key"
  const std::vector<std::string>& condition_values() const { return used_values_; }
  const std::vector<std::string>& choices() const { return choices_; }

  /// Whether a value of the right type is one that is allowed.
  bool accepts(const SettingValue& value) const;
  /// "a number in [0, 1]", "one of lpi, clpi": ends the sentence "it must be".
  std::string allowed() const;
  void store(const SettingValue& value) const { store_(value); }

 private:
  bool accepts_one(double number) const;
  bool accepts_one(std::int64_t number) const;
  bool accepts_one(const std::string& text) const;
  template <class T>
  bool accepts_one(const std::vector<T>& list) const;

  std::string table_, key_, help_, unit_, used_when_;
  SettingKind kind_;
  SettingValue standard_;
  std::function<void(const SettingValue&)> store_;
  double least_ = -std::numeric_limits<double>::infinity();
  double most_ = std::numeric_limits<double>::infinity();
  bool above_ = false;  // least_ itself is not allowed
  bool required_ = false, operational_ = false;
  std::vector<std::string> choices_, used_values_;
};

}  // namespace megabandit
