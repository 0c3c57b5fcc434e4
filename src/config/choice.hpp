#pragma once
// A choice by name with numbers that belong to it: an objective and its tau, an optimiser and its rate. The
// tables of choices are the one place of names, defaults and ranges; configuration, --help and docs are made
// from them.

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"

namespace megabandit {

inline constexpr double kPositive =
    std::numeric_limits<double>::min();  ///< as a lowest value: greater than 0
inline constexpr double kUnlimited = std::numeric_limits<double>::infinity();

/// A number that belongs to a choice; values from lowest to highest, both included.
struct Parameter {
  std::string name;
  double standard = 0;  ///< the value when none is given
  double lowest = 0;
  double highest = kUnlimited;
  std::string meaning;
  SettingKind kind = SettingKind::number;  ///< number or integer

  friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// Parameters by name.
using Arguments = std::map<std::string, double>;

struct Choice {
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters;
};

/// The choices of a table whose rows have one.
template <class Row>
std::vector<Choice> choices_of(const std::vector<Row>& table) {
  std::vector<Choice> choices;
  for (const Row& row : table) choices.push_back(row.choice);
  return choices;
}

/// The error for a name that is not in a table: lists the names there are and points to the nearest.
[[noreturn]] void refuse_name(std::string_view what, std::string_view name,
                              const std::vector<std::string>& known);

/// `given` with the defaults of `choice` filled in. `what` says what is chosen ("objective").
/// @throws ConfigError for a parameter that the choice does not have or a value out of its range
Arguments complete(std::string_view what, const Choice& choice, const Arguments& given);

/// The row of `table` whose choice has this name. @throws ConfigError when there is none
template <class Row>
const Row& chosen(std::string_view what, const std::vector<Row>& table, std::string_view name) {
  std::vector<std::string> known;
  for (const Row& row : table) {
    if (row.choice.name == name) return row;
    known.push_back(row.choice.name);
  }
  refuse_name(what, name, known);
}

}  // namespace megabandit
