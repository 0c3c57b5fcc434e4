#include "log/import/columns/import_columns.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/import/columns/action_table.hpp"

namespace megabandit {
namespace {

using nlohmann::json;
using Cells = std::vector<std::string>;

/// Where the map's columns stand in one source.
struct Layout {
  std::size_t action = 0, reward = 0;
  std::optional<std::size_t> pscore, position, timestamp, split;
  std::vector<std::size_t> context;
};

/// What a row says, its context still as features in the order in which they were learnt.
struct Parsed {
  Round round;
  SparseRow features;
};

class ColumnsImport {
 public:
  ColumnsImport(const ColumnMap& map, const ImportOptions& options)
      : map_(map), options_(options), actions_(map.action_kind, options.actions) {
    prepare_actions();
    if (options.like) features_.emplace(reference_features());
  }

  Imported run() {
    for (const std::string& source : options_.sources) read(source);
    if (!features_) throw UsageError("there is no source to read; name at least one");
    finish_contexts();
    finish_actions();
    finish_splits();
    describe();
    return std::move(imported_);
  }

 private:
  void prepare_actions();
  ColumnFeatures reference_features() const;
  Layout layout_of(const DelimitedReader& table);
  void read(const std::string& source);
  void read_row(const DelimitedReader& table, const Layout& layout, const Cells& cells);
  void finish_contexts();
  void finish_actions();
  void finish_splits();
  void describe();
  std::uint32_t position(const Place& place, std::string_view text) const;
  std::int64_t timestamp(const Place& place, std::string_view text) const;
  std::uint8_t split(const Place& place, const std::string& name);

  const ColumnMap& map_;
  const ImportOptions& options_;
  ActionIds actions_;
  std::optional<ColumnFeatures> features_;
  LogBuilder builder_;
  std::vector<std::string> splits_;
  std::string pscore_column_;
  char delimiter_ = ',';  // of the first source: contexts to predict for are written alike
  Imported imported_;
};

void ColumnsImport::prepare_actions() {
  ActionColumns& catalogue = imported_.part.catalogue;
  std::uint64_t count = options_.actions;
  const auto expect = [&](std::uint64_t found, const std::string& where) {
    if (count > 0 && count != found)
      throw DataError(fmt::format("{} has {} actions where {} are expected; they must be the same catalogue",
                                  where, found, count));
    count = found;
  };
  if (options_.like) {
    expect(options_.like->actions, options_.like->path);
    catalogue = options_.like->catalogue;
  }
  if (!map_.action_table.path.empty()) {
    ReadActions table = read_action_table(map_.action_table, map_.action_kind, map_.dialect.delimiter);
    expect(table.count, map_.action_table.path);
    catalogue = std::move(table.catalogue);
  }
  if (map_.action_kind == ActionKind::number)
    actions_ = ActionIds(map_.action_kind, count);
  else if (!catalogue.name.empty())
    actions_ = ActionIds(catalogue.name);
  else if (count > 0)
    throw UsageError(fmt::format(
        "there are {} actions, but what are they called? --actions and a log without names go with numbered "
        "actions; name actions that no round shows with --action-table",
        count));
}

ColumnFeatures ColumnsImport::reference_features() const {
  const json encoding = json::parse(options_.like->encoding, nullptr, false);
  if (!encoding.is_object() || encoding.value("kind", "") != "columns")
    throw DataError(
        fmt::format("{} was not made from columns, so its features cannot be had from them; leave --like out",
                    options_.like->path));
  return ColumnFeatures(encoding);
}

Layout ColumnsImport::layout_of(const DelimitedReader& table) {
  const auto optional = [&](const std::string& name) {
    return name.empty() ? std::nullopt : std::optional(table.column(name));
  };
  Layout layout;
  layout.action = table.column(map_.action);
  layout.reward = table.column(map_.reward);
  layout.position = optional(map_.position);
  layout.timestamp = optional(map_.timestamp);
  if (options_.split.kind == SplitRule::Kind::column) layout.split = table.column(options_.split.column);
  if (map_.pscore.kind == PscoreRule::Kind::column) {
    const auto& names = map_.pscore.columns;
    const auto found = std::ranges::find_if(names, [&](const std::string& name) { return table.has(name); });
    if (found == names.end())
      throw DataError(fmt::format(
          "{} has no column of the propensity ({}); its columns are: {}; name it with --pscore, or say "
          "--pscore-value uniform or a number if that is how actions were chosen",
          table.name(), fmt::join(names, ", "), fmt::join(table.header(), ", ")));
    pscore_column_ = *found;
    layout.pscore = table.column(*found);
  }
  if (!features_) {
    const ChosenColumns chosen = choose_columns(table, map_.context);
    features_.emplace(chosen.specs);
  }
  if (imported_.report.read == 0) delimiter_ = table.delimiter();
  // Every source is read by the names of the first.
  for (const ColumnSpec& spec : features_->columns()) layout.context.push_back(table.column(spec.name));
  return layout;
}

std::uint32_t ColumnsImport::position(const Place& place, std::string_view text) const {
  return whole_number(place, text, map_.position_base) - map_.position_base;
}

std::int64_t ColumnsImport::timestamp(const Place& place, std::string_view text) const {
  const auto moment = parse_timestamp(text, map_.time_unit);
  if (!moment)
    refuse(place, text, {"is no time", "write it as 2019-11-24 00:01:29+00:00 or as a number (--time-unit)"});
  return *moment;
}

std::uint8_t ColumnsImport::split(const Place& place, const std::string& name) {
  const auto found = std::ranges::find(splits_, name);
  if (found == splits_.end()) {
    if (splits_.size() == 255)
      refuse(place, name, {"is the 256th split", "split by a column with fewer values"});
    splits_.push_back(name);
    return narrow<std::uint8_t>(splits_.size() - 1);
  }
  return static_cast<std::uint8_t>(found - splits_.begin());
}

void ColumnsImport::read_row(const DelimitedReader& table, const Layout& layout, const Cells& cells) {
  const auto at = [&](std::size_t column) {
    return Place{table.name(), table.line(), table.header()[column]};
  };
  Round round;
  round.reward = finite_number(at(layout.reward), cells[layout.reward]);
  round.pscore = layout.pscore ? propensity(at(*layout.pscore), cells[*layout.pscore]) : map_.pscore.constant;
  if (layout.position) round.position = position(at(*layout.position), cells[*layout.position]);
  if (layout.timestamp) round.timestamp = timestamp(at(*layout.timestamp), cells[*layout.timestamp]);
  std::vector<std::string_view> values;
  for (const std::size_t column : layout.context) values.emplace_back(cells[column]);
  // What is learnt is learnt last, so that a row which is refused leaves no trace.
  actions_.check(at(layout.action), cells[layout.action]);
  if (layout.split) round.split = split(at(*layout.split), cells[*layout.split]);
  SparseRow features;
  features_->learn(values, {table.name(), table.line()}, features);
  round.action = actions_.id(at(layout.action), cells[layout.action]);
  round.context = builder_.context(std::move(features));
  builder_.add(round);
  imported_.source_row.push_back(imported_.report.read);
}

void ColumnsImport::read(const std::string& source) {
  DelimitedReader table(source, map_.dialect);
  const Layout layout = layout_of(table);
  Cells cells;
  for (;; ++imported_.report.read) try {
      if (!table.next(cells)) return;
      read_row(table, layout, cells);
    } catch (const BadRow& fault) {
      if (options_.on_invalid == OnInvalid::refuse) throw;
      imported_.report.skip("invalid rows", fault.what());
    }
}

void ColumnsImport::finish_contexts() {
  builder_.renumber(features_->seal());
  imported_.part.features = builder_.features(features_->features());
  mark_test_rounds(options_.split, builder_);
  imported_.part.rounds = std::move(builder_.rounds());
}

void ColumnsImport::finish_actions() {
  const std::vector<std::uint32_t> place = actions_.seal();
  Rounds& rounds = imported_.part.rounds;
  if (!place.empty())
    for (ActionId& action : rounds.action) action = ActionId(place[action.value]);
  imported_.part.actions = actions_.count();
  if (map_.action_kind == ActionKind::name && imported_.part.catalogue.name.empty())
    imported_.part.catalogue.name = actions_.names();
  if (map_.pscore.kind == PscoreRule::Kind::uniform)
    std::ranges::fill(rounds.pscore, 1.0f / static_cast<float>(actions_.count()));
}

void ColumnsImport::finish_splits() {
  LogPart& part = imported_.part;
  if (options_.split.kind == SplitRule::Kind::none) return;
  if (options_.split.kind != SplitRule::Kind::column) {
    part.splits = {"train", "test"};
    return;
  }
  std::map<std::string, std::uint8_t> sorted;
  for (const std::string& name : splits_) sorted.emplace(name, std::uint8_t{0});
  for (auto& [name, number] : sorted) {
    number = narrow<std::uint8_t>(part.splits.size());
    part.splits.push_back(name);
  }
  for (std::uint8_t& split : part.rounds.split) split = sorted.at(splits_[split]);
}

void ColumnsImport::describe() {
  json encoding = features_->describe();
  encoding["delimiter"] = std::string(1, delimiter_);
  const json policy = map_.pscore.kind == PscoreRule::Kind::column
                          ? json{{"kind", "column"}, {"column", pscore_column_}}
                      : map_.pscore.kind == PscoreRule::Kind::uniform
                          ? json{{"kind", "uniform"}}
                          : json{{"kind", "constant"}, {"pscore", map_.pscore.constant}};
  try {
    imported_.part.encoding = encoding.dump();
    imported_.part.logging_policy = policy.dump();
  } catch (const json::type_error& error) {
    throw DataError(
        fmt::format("{}: a category is not UTF-8 ({}); convert the file first, for example with "
                    "iconv -f latin1 -t utf8",
                    fmt::join(options_.sources, ", "), error.what()));
  }
  if (features_->unknown() > 0)
    imported_.report.notes.push_back(
        fmt::format("{} values are not among the categories of {} and have no feature", features_->unknown(),
                    options_.like->path));
}

}  // namespace

Imported import_columns(const ColumnMap& map, const ImportOptions& options) {
  return ColumnsImport(map, options).run();
}

}  // namespace megabandit
