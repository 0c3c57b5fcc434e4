// Reading: TOML text and --set options become values, each checked against its declaration.

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "config/nearest_name.hpp"
#include "config/schema.hpp"

namespace megabandit {
namespace {

/// How a value looks in a message: as the user may have written it.
std::string shown(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (const auto* text = node.as_string()) return format_value(SettingKind::text, text->get());
  if (const auto* number = node.as_floating_point()) return format_value(SettingKind::number, number->get());
  std::ostringstream text;
  if (const auto* list = node.as_array()) {
    text << toml::toml_formatter(*list, toml::format_flags::none);
  } else {
    node.visit([&](const auto& held) {
      if constexpr (toml::is_value<decltype(held)>) text << held.get();
    });
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  }
  return text.str();
}

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

/// The node as a value of that kind; nothing when it has another type.
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
      return list_of<std::string>(node);
  }
  return std::nullopt;
}

bool takes_text(SettingKind kind) {
  return kind == SettingKind::text || kind == SettingKind::path || kind == SettingKind::choice ||
         kind == SettingKind::duration || kind == SettingKind::size;
}

/// A value given with --set: TOML, but texts need no quotes. The table has one entry, "value"; or is empty
/// when it is no TOML.
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

/// Reads one file and the --set options; gathers every fault before it complains.
class Reader {
 public:
  Reader(const Schema& schema, const std::filesystem::path& file) : schema_(schema), file_(file) {
    for (const Setting& setting : schema.settings()) {
      ResolvedSetting entry;
      entry.table = setting.table();
      entry.key = setting.key();
      entry.kind = setting.kind();
      entry.value = entry.standard = setting.standard();
      entry.required = setting.is_required();
      entry.operational = setting.is_operational();
      entries_.push_back(std::move(entry));
      if (!setting.is_required() && !setting.accepts(setting.standard())) {
        throw InternalError(fmt::format("the default of `{}` must be {}", setting.name(), setting.allowed()));
      }
    }
  }

  void read_file(const std::string& text) {
    toml::table root;
    try {
      root = toml::parse(text, file_.string());
    } catch (const toml::parse_error& error) {
      throw ConfigError(
          fmt::format("{}:{}: {}", file_.string(), error.source().begin.line, error.description()));
    }
    for (const auto& [name, node] : root) read_table(std::string(name.str()), node);
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  void read_set(const std::string& option) {
    const std::string place = "--set " + option;
    const std::size_t equals = option.find('=');
    const std::size_t dot = option.find('.');
    if (equals == std::string::npos || dot == std::string::npos || dot > equals) {
      return fault(after_file, place, "must look like --set table.key=value");
    }
    const std::string table = option.substr(0, dot), key = option.substr(dot + 1, equals - dot - 1);
    const std::string raw = option.substr(equals + 1);
    const Setting* setting = schema_.find(table, key);
    if (setting == nullptr) return unknown(after_file, place, table, key);
    const toml::table parsed = parse_set_value(raw, setting->kind());
    const toml::node* node = parsed.get("value");
    if (node == nullptr) return refuse(after_file, place, *setting, raw.empty() ? "empty" : raw);
    assign(*setting, *node, Origin::set, after_file, place);
  }

  Resolved finish() {
    for (const Setting& setting : schema_.settings()) check_use(setting);
    if (!faults_.empty()) throw ConfigError(all_faults());
    std::size_t i = 0;
    for (const Setting& setting : schema_.settings()) setting.store(entries_[i++].value);
    return Resolved(std::move(entries_), std::move(warnings_));
  }

 private:
  using Line = std::uint32_t;
  static constexpr Line after_file = std::numeric_limits<Line>::max();

  std::string at_line(Line line) const { return fmt::format("{}:{}", file_.string(), line); }

  void fault(Line line, const std::string& place, const std::string& text) {
    faults_.emplace_back(line, fmt::format("{}: {}", place, text));
  }

  void refuse(Line line, const std::string& place, const Setting& setting, const std::string& value) {
    fault(line, place, fmt::format("`{}` is {}; it must be {}", setting.name(), value, setting.allowed()));
  }

  void unknown(Line line, const std::string& place, const std::string& table, const std::string& key) {
    const std::vector<std::string> tables = schema_.tables(), keys = schema_.keys(table);
    if (std::find(tables.begin(), tables.end(), table) == tables.end()) {
      return fault(line, place,
                   fmt::format("unknown table `{}`; {}", table, suggestion(table, tables, "the tables are")));
    }
    fault(line, place,
          fmt::format("unknown key `{}.{}`; {}", table, key,
                      suggestion(key, keys, fmt::format("the keys of `{}` are", table))));
  }

  void read_table(const std::string& name, const toml::node& node) {
    const Line line = node.source().begin.line;
    const std::vector<std::string> tables = schema_.tables();
    const bool known = std::find(tables.begin(), tables.end(), name) != tables.end();
    if (!known && !node.is_table()) return stray_key(line, name);
    if (!known) return unknown(line, at_line(line), name, "");
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      return fault(line, at_line(line), fmt::format("`{}` is {}; it must be a table", name, shown(node)));
    }
    for (const auto& [key, value] : *table) read_key(name, std::string(key.str()), value);
  }

  /// A key outside of any table: perhaps its table was forgotten.
  void stray_key(Line line, const std::string& key) {
    for (const std::string& table : schema_.tables()) {
      if (schema_.find(table, key) == nullptr) continue;
      return fault(line, at_line(line),
                   fmt::format("unknown key `{}`; did you mean `{}.{}`?", key, table, key));
    }
    unknown(line, at_line(line), key, "");
  }

  void read_key(const std::string& table, const std::string& key, const toml::node& node) {
    const Line line = node.source().begin.line;
    const Setting* setting = schema_.find(table, key);
    if (setting == nullptr) return unknown(line, at_line(line), table, key);
    assign(*setting, node, Origin::file, line, at_line(line));
  }

  void assign(const Setting& setting, const toml::node& node, Origin origin, Line line,
              const std::string& place) {
    std::optional<SettingValue> value = value_of(node, setting.kind());
    if (!value || !setting.accepts(*value))
      return refuse(line, place, setting, with_suggestion(setting, node));
    if (setting.kind() == SettingKind::path && origin == Origin::file) {
      const std::filesystem::path path = std::get<std::string>(*value);
      if (!path.empty()) value = (file_.parent_path() / path).lexically_normal().string();
    }
    ResolvedSetting& entry = entry_of(setting);
    entry.value = std::move(*value);
    entry.origin = origin;
    entry.place = origin == Origin::set ? "--set" : place;
  }

  /// The value as it is shown; for a misspelt choice also the name that was perhaps meant.
  static std::string with_suggestion(const Setting& setting, const toml::node& node) {
    const auto* text = node.as_string();
    if (setting.kind() != SettingKind::choice || text == nullptr) return shown(node);
    const auto nearest = nearest_name(text->get(), setting.choices());
    return nearest ? fmt::format("{} (did you mean `{}`?)", shown(node), *nearest) : shown(node);
  }

  ResolvedSetting& entry_of(const Setting& setting) {
    return *std::find_if(entries_.begin(), entries_.end(), [&](const ResolvedSetting& entry) {
      return entry.table == setting.table() && entry.key == setting.key();
    });
  }

  /// Required and not there? There and without effect?
  void check_use(const Setting& setting) {
    ResolvedSetting& entry = entry_of(setting);
    if (setting.has_condition()) {
      const ResolvedSetting& switched_by = condition_of(setting);
      const std::string& value = std::get<std::string>(switched_by.value);
      const auto& wanted = setting.condition_values();
      entry.idle = switched_by.idle || std::find(wanted.begin(), wanted.end(), value) == wanted.end();
      if (entry.idle && entry.origin != Origin::standard) return report_idle(setting, entry, switched_by);
    }
    if (!entry.idle && entry.required && entry.origin == Origin::standard) {
      fault(after_file, file_.string(),
            fmt::format("`{}` is missing ({}); add it, or give --set {}=...", setting.name(), setting.help(),
                        setting.name()));
    }
  }

  const ResolvedSetting& condition_of(const Setting& setting) const {
    for (const ResolvedSetting& entry : entries_)
      if (entry.name() == setting.condition()) return entry;
    throw InternalError(
        fmt::format("`{}` depends on `{}`, which is not declared", setting.name(), setting.condition()));
  }

  void report_idle(const Setting& setting, const ResolvedSetting& entry, const ResolvedSetting& switched_by) {
    const std::string text =
        fmt::format("`{}` has no effect when `{}` is {} (set by {}); it is used when `{}` is {}",
                    setting.name(), switched_by.name(), format_value(switched_by.kind, switched_by.value),
                    switched_by.place, switched_by.name(), fmt::join(setting.condition_values(), ", "));
    if (switched_by.origin > entry.origin) {
      warnings_.push_back(fmt::format("{}: {}", entry.place, text));
    } else {
      fault(after_file, entry.place, text + "; remove it");
    }
  }

  std::string all_faults() const {
    std::string text;
    for (const auto& [line, fault] : faults_) text += (text.empty() ? "" : "\n") + fault;
    return text;
  }

  const Schema& schema_;
  std::filesystem::path file_;
  std::vector<ResolvedSetting> entries_;  // as schema_.settings()
  std::vector<std::pair<Line, std::string>> faults_;
  std::vector<std::string> warnings_;
};

}  // namespace

Resolved Schema::read(const ConfigText& file, std::span<const std::string> sets) const {
  Reader reader(*this, file.path);
  reader.read_file(file.text);
  for (const std::string& option : sets) reader.read_set(option);
  return reader.finish();
}

}  // namespace megabandit
