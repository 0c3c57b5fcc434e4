#include "log/import/text/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "config/nearest_name.hpp"
#include "log/import/text/delimited.hpp"
#include "log/import/text/line_source.hpp"

namespace megabandit {
namespace {

using OnRow = std::function<void(std::span<const std::string>, std::uint64_t line)>;

std::vector<std::string> split_at(const std::string& line, const std::string& separator) {
  std::vector<std::string> cells;
  std::size_t first = 0;
  for (std::size_t at = line.find(separator); at != line.npos; at = line.find(separator, first)) {
    cells.push_back(line.substr(first, at - first));
    first = at + separator.size();
  }
  cells.push_back(line.substr(first));
  return cells;
}

std::size_t place_of(const std::string& column, const std::vector<std::string>& header,
                     const std::string& file) {
  const auto found = std::ranges::find(header, column);
  if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  throw DataError(
      fmt::format("{} has no column '{}'; {}", file, column, suggestion(column, header, "its columns are")));
}

// Tables whose separator has several characters quote nothing.
void read_plain_table(const TableSource& source, std::span<const std::string> wanted, const OnRow& on_row) {
  LineSource lines(source.path.string());
  std::string line;
  std::vector<std::string> header = source.columns;
  if (header.empty() && lines.next(line)) header = split_at(line, source.separator);
  std::vector<std::size_t> places;
  for (const std::string& column : wanted) places.push_back(place_of(column, header, lines.name()));
  std::vector<std::string> chosen(wanted.size());
  while (lines.next(line)) {
    if (line.empty()) continue;
    const auto cells = split_at(line, source.separator);
    if (cells.size() != header.size())
      refuse(
          {lines.name(), lines.line()}, line,
          {fmt::format("has {} cells, not {}", cells.size(), header.size()), "correct or remove the line"});
    for (std::size_t i = 0; i < wanted.size(); ++i) chosen[i] = cells[places[i]];
    on_row(chosen, lines.line());
  }
}

}  // namespace

void read_table(const TableSource& source, std::span<const std::string> wanted, const OnRow& on_row) {
  if (source.separator.empty())
    throw ConfigError("the separator of " + source.path.string() +
                      " is empty; give \",\", \"\\t\" or \"::\"");
  if (source.separator.size() > 1) return read_plain_table(source, wanted, on_row);
  DelimitedReader reader(source.path.string(),
                         {.delimiter = Delimiter{source.separator[0]}, .header = source.columns});
  std::vector<std::size_t> places;
  for (const std::string& column : wanted) places.push_back(reader.column(column));
  std::vector<std::string> chosen(wanted.size());
  for (std::vector<std::string> cells; reader.next(cells);) {
    for (std::size_t i = 0; i < wanted.size(); ++i) chosen[i] = cells[places[i]];
    on_row(chosen, reader.line());
  }
}

double number_cell(const Place& place, const std::string& cell) {
  double number = 0;
  const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (fault != std::errc() || end != cell.data() + cell.size() || !std::isfinite(number))
    refuse(place, cell, {"is not a finite number", "correct or remove the line"});
  return number;
}

std::uint32_t NameIndex::number(const std::string& name) {
  const auto [entry, is_new] = number_.try_emplace(name, narrow<std::uint32_t>(names_.size()));
  if (is_new) names_.push_back(name);
  return entry->second;
}

std::uint32_t NameIndex::find(const std::string& name) const {
  const auto found = number_.find(name);
  return found == number_.end() ? narrow<std::uint32_t>(names_.size()) : found->second;
}

}  // namespace megabandit
