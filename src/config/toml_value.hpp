#pragma once
// Between TOML and the values of settings.

#include <optional>
#include <string>

#include <toml++/toml.h>

#include "config/setting.hpp"

namespace megabandit {

/// How a value looks in a message: as the user may have written it.
std::string shown(const toml::node& node);

/// The node as a value of that kind; nothing when it has another type.
std::optional<SettingValue> value_of(const toml::node& node, SettingKind kind);

/// A value given with --set: TOML, but texts need no quotes. The table has one entry, "value", and is empty
/// when it is no TOML.
toml::table parse_set_value(const std::string& raw, SettingKind kind);

}  // namespace megabandit
