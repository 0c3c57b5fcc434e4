#include "config/toml_value.hpp"

#include <sstream>

#include <fmt/ranges.h>

#include "base/narrow.hpp"
#include "config/units.hpp"

namespace megabandit {
namespace {

template <class T>
std::optional<SettingValue> list_of(const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<T> list;
  for (const toml::node& entry : *array) {
    const std::optional<T> value = entry.value_exact<T>();
    if (value) {
      list.push_back(*value);
    } else if (std::is_same_v<T, double> && entry.is_integer()) {
      list.push_back(*entry.value<T>());
    } else {
      return std::nullopt;
    }
  }
  return list;
}

bool takes_text(SettingKind kind) {
  return kind == SettingKind::text || kind == SettingKind::path || kind == SettingKind::choice ||
         kind == SettingKind::duration || kind == SettingKind::size;
}

}  // namespace

std::string shown(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (const auto* text = node.as_string()) return format_value(SettingKind::text, text->get());
  if (const auto* number = node.as_floating_point()) return format_value(SettingKind::number, number->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto* list = node.as_array()) {
    std::vector<std::string> entries;
    for (const toml::node& entry : *list) entries.push_back(shown(entry));
    return fmt::format("[{}]", fmt::join(entries, ", "));
  }
  std::ostringstream text;
  node.visit([&](const auto& held) {
    if constexpr (toml::is_value<decltype(held)>) text << held.get();
  });
  return text.str();
}

std::optional<SettingValue> value_of(const toml::node& node, SettingKind kind) {
  const std::optional<std::string> text = node.value_exact<std::string>();
  switch (kind) {
    case SettingKind::integer:
      if (const auto number = node.value_exact<std::int64_t>()) return *number;
      return std::nullopt;
    case SettingKind::number:
      if (node.is_number()) return *node.value<double>();
      return std::nullopt;
    case SettingKind::text:
    case SettingKind::path:
    case SettingKind::choice:
      if (text) return *text;
      return std::nullopt;
    case SettingKind::duration:
      if (const auto duration = text ? parse_duration(*text) : std::nullopt) return duration->count();
      return std::nullopt;
    case SettingKind::size:
      if (const auto size = text ? parse_size(*text) : std::nullopt) return narrow<std::int64_t>(size->bytes);
      return std::nullopt;
    case SettingKind::integers:
      return list_of<std::int64_t>(node);
    case SettingKind::numbers:
      return list_of<double>(node);
    case SettingKind::texts:
    case SettingKind::paths:
      return list_of<std::string>(node);
  }
  return std::nullopt;
}

toml::table parse_set_value(const std::string& raw, SettingKind kind) {
  const bool is_quoted = !raw.empty() && (raw.front() == '"' || raw.front() == '\'');
  if (takes_text(kind) && !is_quoted) return toml::table{{"value", raw}};
  try {
    toml::table parsed = toml::parse("value = " + raw);
    return parsed.size() == 1 ? parsed : toml::table{};
  } catch (const toml::parse_error&) {
    return {};
  }
}

}  // namespace megabandit
