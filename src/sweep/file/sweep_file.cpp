#include "sweep/file/sweep_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "config/nearest_name.hpp"
#include "config/toml_value.hpp"
#include "sweep/file/tables.hpp"

namespace megabandit {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Reads the free part of a file: keys of runs and their values.
class Reader {
 public:
  Reader(const ConfigText& file, const std::vector<std::string>& paths)
      : file_(file), paths_(paths), root_(parse_sweep(file)) {}

  SweepFile read() {
    SweepFile sweep;
    if (const toml::node* grid = key("grid")) read_grid(*grid, sweep);
    if (const toml::node* cases = key("cases")) read_cases(*cases, sweep);
    if (const toml::node* against = key("against")) read_against(*against, sweep);
    sweep.tables = {file_.path, run_part(file_)};
    for (const auto& [name, node] : in_file_order(root_))
      if (name != "sweep" && node->is_table())
        add(fmt::format("table `{}`", name), name, *node->as_table(), sweep.assignments);
    return sweep;
  }

 private:
  using Flat = std::vector<std::pair<std::string, const toml::node*>>;

  const toml::node* key(std::string_view name) const { return root_["sweep"][name].node(); }

  [[noreturn]] void refuse(const toml::node& node, const std::string& text) const {
    throw ConfigError(fmt::format("{}: {}", place_of(file_, node), text));
  }

  const toml::table& table_of(const toml::node& node, const std::string& name) const {
    if (!node.is_table()) refuse(node, fmt::format("`{}` is {}; it must be a table", name, shown(node)));
    return *node.as_table();
  }

  /// "table.key" with its node, also where tables are nested instead of named with dots.
  static Flat flat(const std::string& prefix, const toml::table& table) {
    Flat all;
    for (const auto& [name, node] : in_file_order(table)) {
      const std::string whole = prefix.empty() ? name : prefix + "." + name;
      if (!node->is_table()) {
        all.emplace_back(whole, node);
        continue;
      }
      const Flat below = flat(whole, *node->as_table());
      all.insert(all.end(), below.begin(), below.end());
    }
    return all;
  }

  /// `table`: where in the file it stands.
  Assignment assignment(const std::string& table, const std::string& key, const toml::node& node) const {
    if (key.find('.') == std::string::npos)
      refuse(node, fmt::format("`{}` is no key of a run: keys are \"table.key\", as \"run.seed\" is", key));
    const auto* text = node.as_string();
    return {key, placed(key, node), text != nullptr ? text->get() : shown(node),
            fmt::format("{}: {}", place_of(file_, node), table)};
  }

  /// As TOML; a path now starts where the program runs.
  std::string placed(const std::string& key, const toml::node& node) const {
    if (!has(paths_, key)) return shown(node);
    const auto place = [&](const std::string& path) {
      return path.empty() ? path : (file_.path.parent_path() / path).lexically_normal().string();
    };
    if (const auto* text = node.as_string()) return shown(toml::value<std::string>(place(text->get())));
    toml::array places;
    if (const auto* list = node.as_array())
      for (const toml::node& each : *list)
        if (const auto* text = each.as_string()) places.push_back(place(text->get()));
    return node.is_array() ? shown(places) : shown(node);
  }

  void add(const std::string& where, const std::string& prefix, const toml::table& table,
           std::vector<Assignment>& to) const {
    for (const auto& [key, node] : flat(prefix, table)) to.push_back(assignment(where, key, *node));
  }

  void read_grid(const toml::node& node, SweepFile& sweep) const {
    for (const auto& [key, values] : flat("", table_of(node, "sweep.grid"))) {
      const toml::array* list = values->as_array();
      if (list == nullptr || list->empty())
        refuse(*values,
               fmt::format("`sweep.grid.{}` is {}; it must be a list of values", key, shown(*values)));
      Axis axis{key, {}};
      std::vector<std::string> seen;
      for (const toml::node& value : *list) {
        axis.values.push_back(assignment("`sweep.grid`", key, value));
        if (has(seen, axis.values.back().shown))
          refuse(value, fmt::format("`{}` has the value {} twice", key, shown(value)));
        seen.push_back(axis.values.back().shown);
      }
      sweep.grid.push_back(std::move(axis));
    }
  }

  void read_cases(const toml::node& node, SweepFile& sweep) const {
    const toml::array* list = node.as_array();
    if (list == nullptr || list->empty() || !list->is_homogeneous<toml::table>())
      refuse(node, "`sweep.cases` must be tables, each [[sweep.cases]] with `name` and `set`");
    for (const toml::node& each : *list) sweep.cases.push_back(read_case(*each.as_table(), sweep));
  }

  Case read_case(const toml::table& table, const SweepFile& sweep) const {
    for (const auto& [key, node] : in_file_order(table))
      if (key != "name" && key != "set")
        refuse(*node, fmt::format("unknown key `{}` of a case; a case has `name` and `set`", key));
    const toml::node* name = table.get("name");
    if (name == nullptr || !name->is_string()) refuse(table, "a case needs a `name`, a text");
    Case one{name->as_string()->get(), {}};
    if (std::ranges::find(sweep.cases, one.name, &Case::name) != sweep.cases.end())
      refuse(*name, fmt::format("there are two cases `{}`", one.name));
    if (const toml::node* set = table.get("set"))
      add(fmt::format("case `{}`", one.name), "", table_of(*set, "set"), one.settings);
    for (const Assignment& setting : one.settings)
      if (std::ranges::find(sweep.grid, setting.key, &Axis::key) != sweep.grid.end())
        refuse(table, fmt::format("`{}` is in the grid and in case `{}`", setting.key, one.name));
    return one;
  }

  void read_against(const toml::node& node, SweepFile& sweep) const {
    if (const auto* name = node.as_string()) return add_coordinate(node, {kCase, name->get()}, sweep);
    for (const auto& [key, value] : flat("", table_of(node, "sweep.against"))) {
      const auto* text = value->as_string();
      add_coordinate(*value, {key, text != nullptr ? text->get() : shown(*value)}, sweep);
    }
  }

  void add_coordinate(const toml::node& node, const Coordinate& coordinate, SweepFile& sweep) const {
    std::vector<std::string> keys, values;
    if (!sweep.cases.empty()) keys.emplace_back(kCase);
    for (const Axis& axis : sweep.grid) {
      keys.push_back(axis.key);
      if (axis.key == coordinate.key)
        for (const Assignment& value : axis.values) values.push_back(value.shown);
    }
    if (coordinate.key == kCase)
      for (const Case& one : sweep.cases) values.push_back(one.name);
    if (!has(keys, coordinate.key))
      refuse(node, fmt::format("`sweep.against`: `{}` does not vary; {}", coordinate.key,
                               suggestion(coordinate.key, keys, "these do:")));
    if (!has(values, coordinate.value))
      refuse(node, fmt::format("`sweep.against`: `{}` is never {}; {}", coordinate.key, coordinate.value,
                               suggestion(coordinate.value, values, "its values are")));
    sweep.against.push_back(coordinate);
  }

  const ConfigText& file_;
  const std::vector<std::string>& paths_;
  toml::table root_;
};

}  // namespace

SweepFile read_sweep_file(const ConfigText& file, const std::vector<std::string>& paths) {
  return Reader(file, paths).read();
}

}  // namespace megabandit
