#include "log/import/columns/action_table.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/import/log_builder.hpp"

namespace megabandit {
namespace {

std::vector<std::string_view> picked(const std::vector<std::string>& cells,
                                     const std::vector<std::size_t>& at) {
  std::vector<std::string_view> values;
  for (const std::size_t i : at) values.emplace_back(cells[i]);
  return values;
}

/// One row of the table.
struct Entry {
  std::string key, name;
  SparseRow features;
  std::uint64_t line = 0;
};

/// The catalogue's row of each entry.
std::vector<std::uint32_t> rows_of(const std::vector<Entry>& entries, ActionKind kind,
                                   const ActionTable& table) {
  std::vector<std::uint32_t> rows;
  std::vector<bool> taken(entries.size());
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const Place place{table.path, entries[i].line, table.key};
    const std::uint32_t row = kind == ActionKind::name ? i : whole_number(place, entries[i].key, 0);
    if (row >= entries.size() || taken[row])
      throw DataError(fmt::format(
          "{}, line {}, column '{}': the {} rows must number the actions 0 to {}, each once, but here "
          "is '{}'; name actions with --action-kind name, or number them so",
          table.path, entries[i].line, table.key, entries.size(), entries.size() - 1, entries[i].key));
    taken[row] = true;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

ReadActions read_action_table(const ActionTable& table, ActionKind kind, Delimiter delimiter) {
  DelimitedReader reader(table.path, {.delimiter = delimiter});
  const std::size_t key = reader.column(table.key);
  const std::size_t name = table.name.empty() ? key : reader.column(table.name);
  const ChosenColumns chosen = choose_columns(reader, table.embedding);
  ColumnFeatures features(chosen.specs);

  std::vector<Entry> entries;
  for (std::vector<std::string> cells; reader.next(cells);) {
    Entry entry{.key = cells[key], .name = cells[name], .features = {}, .line = reader.line()};
    features.learn(picked(cells, chosen.at), {table.path, reader.line()}, entry.features);
    entries.push_back(std::move(entry));
  }
  const std::vector<std::uint32_t> place = features.seal(), rows = rows_of(entries, kind, table);

  ReadActions actions{.catalogue = {}, .count = entries.size()};
  const bool named = kind == ActionKind::name || !table.name.empty();
  if (named) actions.catalogue.name.resize(entries.size());
  actions.catalogue.embedding.setZero(features.features() > 0 ? narrow<Eigen::Index>(entries.size()) : 0,
                                      narrow<Eigen::Index>(features.features()));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (named) actions.catalogue.name[rows[i]] = entries[i].name;
    canonicalise(entries[i].features);
    for (const Feature& feature : entries[i].features)
      actions.catalogue.embedding(rows[i], place[feature.index]) = feature.value;
  }
  return actions;
}

}  // namespace megabandit
