#include "sweep/file/tables.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "config/nearest_name.hpp"
#include "config/toml_value.hpp"
#include "sweep/file/settings.hpp"

namespace megabandit {
namespace {

constexpr const char* kTable = "sweep";
constexpr std::array kKeysOfRuns{"grid", "cases", "against"};  // read by sweep_file.cpp

using Lines = std::vector<std::string>;

/// `name = value` at the line where the value stands.
void put(Lines& lines, const std::string& name, const toml::node& node, const std::string& value) {
  const std::size_t line = std::max<std::size_t>(node.source().begin.line, 1) - 1;
  if (lines.size() <= line) lines.resize(line + 1);
  lines[line] = fmt::format("{} = {}", name, value);
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

std::string quoted(const std::string& key) { return format_value(SettingKind::text, key); }

std::string inline_table(const toml::table& table) {
  std::string text;
  for (const auto& [key, node] : in_file_order(table))
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", quoted(key), shown(*node));
  return fmt::format("{{ {} }}", text);
}

bool is_one_of_runs(const std::string& key) {
  return std::ranges::find(kKeysOfRuns, key) != kKeysOfRuns.end();
}

std::vector<std::string> known_keys() {
  SweepSettings settings;
  Schema schema;
  declare(schema, settings);
  std::vector<std::string> keys = schema.keys(kTable);
  keys.insert(keys.end(), kKeysOfRuns.begin(), kKeysOfRuns.end());
  return keys;
}

/// A number of seeds becomes the list that it stands for.
std::string declared_value(const ConfigText& file, const std::string& key, const toml::node& node) {
  const auto* count = node.as_integer();
  if (count == nullptr || key != "seeds") return shown(node);
  if (count->get() < 1)
    throw ConfigError(
        fmt::format("{}: `sweep.seeds` is {}; it must be a list of seeds, or how many there are, at least 1",
                    place_of(file, node), count->get()));
  std::vector<std::int64_t> seeds(static_cast<std::size_t>(count->get()));
  std::iota(seeds.begin(), seeds.end(), 1);
  return fmt::format("[{}]", fmt::join(seeds, ", "));
}

void put_declared(Lines& lines, const ConfigText& file, const toml::table& sweep) {
  const std::vector<std::string> known = known_keys();
  std::vector<std::string> in_one_line;
  for (const auto& [key, node] : in_file_order(sweep)) {
    if (is_one_of_runs(key)) continue;
    if (std::ranges::find(known, key) == known.end())
      throw ConfigError(fmt::format("{}: unknown key `sweep.{}`; {}", place_of(file, *node), key,
                                    suggestion(key, known, "the keys of `sweep` are")));
    const std::string value = declared_value(file, key, *node);
    if (sweep.is_inline())
      in_one_line.push_back(fmt::format("{} = {}", key, value));
    else
      put(lines, fmt::format("{}.{}", kTable, key), *node, value);
  }
  if (sweep.is_inline()) put(lines, kTable, sweep, fmt::format("{{ {} }}", fmt::join(in_one_line, ", ")));
}

}  // namespace

toml::table parse_sweep(const ConfigText& file) {
  try {
    return toml::parse(file.text, file.path.string());
  } catch (const toml::parse_error& error) {
    throw ConfigError(
        fmt::format("{}:{}: {}", file.path.string(), error.source().begin.line, error.description()));
  }
}

std::string place_of(const ConfigText& file, const toml::node& node) {
  return fmt::format("{}:{}", file.path.string(), node.source().begin.line);
}

std::vector<std::pair<std::string, const toml::node*>> in_file_order(const toml::table& table) {
  std::vector<std::pair<std::string, const toml::node*>> entries;
  for (const auto& [key, node] : table) entries.emplace_back(key.str(), &node);
  std::ranges::stable_sort(entries, {}, [](const auto& entry) {
    const toml::source_position& at = entry.second->source().begin;
    return std::tuple(at.line, at.column);
  });
  return entries;
}

std::string declared_part(const ConfigText& file) {
  const toml::table root = parse_sweep(file);
  const toml::node* sweep = root.get(kTable);
  if (sweep == nullptr)
    throw ConfigError(fmt::format("{}: there is no table [sweep]; a sweep file has one (docs/sweeps.md)",
                                  file.path.string()));
  if (!sweep->is_table())
    throw ConfigError(
        fmt::format("{}: `sweep` is {}; it must be a table", place_of(file, *sweep), shown(*sweep)));
  Lines lines;
  put_declared(lines, file, *sweep->as_table());
  return joined(lines);
}

std::string run_part(const ConfigText& file) {
  const toml::table root = parse_sweep(file);
  Lines lines;
  for (const auto& [name, node] : in_file_order(root)) {
    if (name == kTable) continue;
    const toml::table* table = node->as_table();
    if (table == nullptr)
      put(lines, quoted(name), *node, shown(*node));
    else if (table->is_inline())
      put(lines, quoted(name), *node, inline_table(*table));
    else
      for (const auto& [key, value] : in_file_order(*table))
        put(lines, fmt::format("{}.{}", quoted(name), quoted(key)), *value,
            value->is_table() ? inline_table(*value->as_table()) : shown(*value));
  }
  return joined(lines);
}

}  // namespace megabandit
