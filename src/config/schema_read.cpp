// Reading: TOML text and --set options become values, each checked against its declaration.

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "config/nearest_name.hpp"
#include "config/schema.hpp"
#include "config/toml_value.hpp"

namespace megabandit {
namespace {

using Line = std::uint32_t;
constexpr Line after_file = std::numeric_limits<Line>::max();

/// Where a value was given: its line (for the order of complaints) and how a message names the place.
struct Place {
  Line line = after_file;
  std::string text;
};

/// A setting with what is known of it so far.
struct Entry {
  const Setting* setting;
  ResolvedSetting resolved;
  Place place;
  std::string shown;  // the value as it was given

  bool given() const { return resolved.origin != Origin::standard; }
};

/// Reads one file and the --set options; gathers every fault before it complains. A key may be declared more
/// than once, for different values of what it depends on: these entries are given the same value, and at most
/// one of them is in use.
class Reader {
 public:
  Reader(const Schema& schema, const std::filesystem::path& file) : schema_(schema), file_(file) {
    for (const Setting& setting : schema.settings()) {
      Entry& entry = entries_.emplace_back(Entry{&setting, {}, {}, {}});
      entry.resolved.table = setting.table();
      entry.resolved.key = setting.key();
      entry.resolved.kind = setting.kind();
      entry.resolved.value = entry.resolved.standard = setting.standard();
      entry.resolved.required = setting.is_required();
      entry.resolved.operational = setting.is_operational();
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
      throw ConfigError(fmt::format("{}: {}", at(error.source().begin.line).text, error.description()));
    }
    for (const auto& [name, node] : root) read_table(std::string(name.str()), node);
  }

  void read_set(const std::string& option) {
    const Place place{after_file, "--set " + option};
    const std::size_t equals = option.find('=');
    const std::size_t dot = option.find('.');
    if (equals == std::string::npos || dot == std::string::npos || dot > equals) {
      return fault(place, "must look like --set table.key=value");
    }
    const std::string table = option.substr(0, dot), key = option.substr(dot + 1, equals - dot - 1);
    const std::string raw = option.substr(equals + 1);
    const Setting* setting = schema_.find(table, key);
    if (setting == nullptr) return unknown(place, table, key);
    const toml::table parsed = parse_set_value(raw, setting->kind());
    const toml::node* node = parsed.get("value");
    if (node == nullptr) return refuse(place, *setting, raw.empty() ? "empty" : raw);
    assign(*setting, *node, Origin::set, place);
  }

  Resolved finish() {
    complain();
    for (Entry& entry : entries_) find_idle(entry);
    for (const Entry& entry : entries_) check_use(entry);
    complain();
    std::vector<ResolvedSetting> settings;
    for (const Entry& entry : entries_) {
      if (!entry.resolved.idle) entry.setting->store(entry.resolved.value);
      if (stands_for_its_name(entry)) settings.push_back(entry.resolved);
    }
    return Resolved(std::move(settings), std::move(warnings_));
  }

 private:
  Place at(Line line) const { return {line, fmt::format("{}:{}", file_.string(), line)}; }

  void fault(const Place& place, const std::string& text) {
    faults_.emplace_back(place.line, fmt::format("{}: {}", place.text, text));
  }

  void refuse(const Place& place, const Setting& setting, const std::string& value) {
    fault(place, fmt::format("`{}` is {}; it must be {}", setting.name(), value, setting.allowed()));
  }

  void unknown(const Place& place, const std::string& table, const std::string& key) {
    const std::vector<std::string> tables = schema_.tables(), keys = schema_.keys(table);
    if (keys.empty()) {
      return fault(place,
                   fmt::format("unknown table `{}`; {}", table, suggestion(table, tables, "the tables are")));
    }
    fault(place, fmt::format("unknown key `{}.{}`; {}", table, key,
                             suggestion(key, keys, fmt::format("the keys of `{}` are", table))));
  }

  void read_table(const std::string& name, const toml::node& node) {
    const Place place = at(node.source().begin.line);
    const bool known = !schema_.keys(name).empty();
    if (!known && !node.is_table()) return stray_key(place, name);
    if (!known) return unknown(place, name, "");
    const toml::table* table = node.as_table();
    if (table == nullptr)
      return fault(place, fmt::format("`{}` is {}; it must be a table", name, shown(node)));
    for (const auto& [key, value] : *table) read_key(name, std::string(key.str()), value);
  }

  /// A key outside of any table: perhaps its table was forgotten.
  void stray_key(const Place& place, const std::string& key) {
    for (const std::string& table : schema_.tables()) {
      if (schema_.find(table, key) == nullptr) continue;
      return fault(place, fmt::format("unknown key `{}`; did you mean `{}.{}`?", key, table, key));
    }
    unknown(place, key, "");
  }

  void read_key(const std::string& table, const std::string& key, const toml::node& node) {
    const Place place = at(node.source().begin.line);
    const Setting* setting = schema_.find(table, key);
    if (setting == nullptr) return unknown(place, table, key);
    assign(*setting, node, Origin::file, place);
  }

  void assign(const Setting& setting, const toml::node& node, Origin origin, const Place& place) {
    std::optional<SettingValue> value = value_of(node, setting.kind());
    const std::string written = with_suggestion(setting, node);
    // What is allowed may depend on another setting, which perhaps comes later.
    if (!value || (!setting.has_condition() && !setting.accepts(*value)))
      return refuse(place, setting, written);
    if (origin == Origin::file) place_paths(setting, *value);
    for (Entry& entry : entries_) {
      if (entry.setting->name() != setting.name()) continue;
      entry.resolved.value = *value;
      entry.resolved.origin = origin;
      entry.resolved.place = origin == Origin::set ? "--set" : place.text;
      entry.place = place;
      entry.shown = written;
    }
  }

  /// Relative paths in a file start at its directory.
  void place_paths(const Setting& setting, SettingValue& value) const {
    const auto place = [&](std::string& path) {
      if (!path.empty()) path = (file_.parent_path() / path).lexically_normal().string();
    };
    if (setting.kind() == SettingKind::path) place(std::get<std::string>(value));
    if (setting.kind() == SettingKind::paths)
      for (std::string& path : std::get<std::vector<std::string>>(value)) place(path);
  }

  /// The value as it is shown; for a misspelt choice also the name that was perhaps meant.
  static std::string with_suggestion(const Setting& setting, const toml::node& node) {
    const auto* text = node.as_string();
    if (setting.kind() != SettingKind::choice || text == nullptr) return shown(node);
    const auto nearest = nearest_name(text->get(), setting.choices());
    return nearest ? fmt::format("{} (did you mean `{}`?)", shown(node), *nearest) : shown(node);
  }

  const Entry& condition_of(const Setting& setting) const {
    for (const Entry& entry : entries_)
      if (entry.setting->name() == setting.condition()) return entry;
    throw InternalError(
        fmt::format("`{}` depends on `{}`, which is not declared", setting.name(), setting.condition()));
  }

  void find_idle(Entry& entry) const {
    if (!entry.setting->has_condition()) return;
    const ResolvedSetting& switched_by = condition_of(*entry.setting).resolved;
    const auto& wanted = entry.setting->condition_values();
    const auto& value = std::get<std::string>(switched_by.value);
    entry.resolved.idle = switched_by.idle || std::find(wanted.begin(), wanted.end(), value) == wanted.end();
  }

  /// The entry in use of those with its name; the first when none is.
  bool stands_for_its_name(const Entry& entry) const {
    const Entry* chosen = nullptr;
    for (const Entry& other : entries_) {
      if (other.setting->name() != entry.setting->name()) continue;
      if (chosen == nullptr || (chosen->resolved.idle && !other.resolved.idle)) chosen = &other;
    }
    return chosen == &entry;
  }

  /// Required and not there? Not allowed? There and without effect?
  void check_use(const Entry& entry) {
    const Setting& setting = *entry.setting;
    if (!stands_for_its_name(entry)) return;
    if (entry.resolved.idle) {
      if (entry.given()) report_idle(entry);
    } else if (entry.given()) {
      if (!setting.accepts(entry.resolved.value)) refuse(entry.place, setting, entry.shown);
    } else if (setting.is_required()) {
      fault({after_file, file_.string()}, fmt::format("`{}` is missing ({}); add it, or give --set {}=...",
                                                      setting.name(), setting.help(), setting.name()));
    }
  }

  void report_idle(const Entry& entry) {
    const Entry& condition = condition_of(*entry.setting);
    const ResolvedSetting& switched_by = condition.resolved;
    std::vector<std::string> wanted;
    for (const Entry& other : entries_) {
      if (other.setting->name() != entry.setting->name()) continue;
      const auto& values = other.setting->condition_values();
      wanted.insert(wanted.end(), values.begin(), values.end());
    }
    const std::string text = fmt::format(
        "`{}` has no effect when `{}` is {} (set by {}); it is used when `{}` is {}", entry.setting->name(),
        switched_by.name(), format_value(switched_by.kind, switched_by.value),
        condition.given() ? condition.place.text : switched_by.place, switched_by.name(),
        fmt::join(wanted, ", "));
    if (switched_by.origin > entry.resolved.origin) {
      warnings_.push_back(fmt::format("{}: {}", entry.place.text, text));
    } else {
      fault(entry.place, text + "; remove it");
    }
  }

  void complain() {
    if (faults_.empty()) return;
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string text;
    for (const auto& [line, fault] : faults_) text += (text.empty() ? "" : "\n") + fault;
    throw ConfigError(text);
  }

  const Schema& schema_;
  std::filesystem::path file_;
  std::vector<Entry> entries_;
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
