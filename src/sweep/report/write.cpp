// The report as files and on the screen.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "identify/result/report.hpp"
#include "sweep/report/report.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

std::string csv_number(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

std::string csv_line(Row row) {
  for (std::string& cell : row) cell = csv_cell(cell);
  return fmt::format("{}\n", fmt::join(row, ","));
}

Row keys_of(const SweepPlan& plan) {
  Row keys;
  for (const Coordinate& coordinate : plan.cells.front().coordinates) keys.push_back(coordinate.key);
  return keys;
}

Row values_of(const Cell& cell) {
  Row values;
  for (const Coordinate& coordinate : cell.coordinates) values.push_back(coordinate.value);
  return values;
}

Row with(Row row, const Row& more) {
  row.insert(row.end(), more.begin(), more.end());
  return row;
}

Row interval_cells(const MeanOfSeeds& mean) {
  return {csv_number(mean.mean), csv_number(mean.lower), csv_number(mean.upper)};
}

/// "0.1234 +- 0.0056"; the second with two digits that count, the first to the same place.
std::string shown(const MeanOfSeeds& mean) {
  if (mean.count == 0) return "-";
  const double half = mean.upper - mean.mean;
  if (!std::isfinite(half) || half <= 0) return fmt::format("{:.6g}", mean.mean);
  const int digits = std::clamp(1 - static_cast<int>(std::floor(std::log10(half))), 0, 12);
  return fmt::format("{:.{}f} +- {:.{}f}", mean.mean, digits, half, digits);
}

/// A number that no run has, or none has yet, is shown as one that is not there.
template <class Value>
Value value_or_none(const std::map<std::string, Value>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? Value{} : found->second;
}

/// Columns as wide as their longest cell: texts to the left, as the coordinates are, and numbers to the
/// right.
std::string aligned(const std::vector<Row>& rows, std::size_t texts) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += fmt::format(
          "{}{}", i == 0 ? "" : "  ",
          i < texts ? fmt::format("{:<{}}", row[i], widths[i]) : fmt::format("{:>{}}", row[i], widths[i]));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string means_text(const SweepReport& report, const Row& names) {
  const Row keys = keys_of(*report.plan);
  std::vector<Row> rows{with(with(keys, names), {"runs"})};
  for (std::size_t cell = 0; cell < report.lines.size(); ++cell) {
    Row row = values_of(report.plan->cells[cell]);
    for (const std::string& name : names)
      row.push_back(shown(value_or_none(report.lines[cell].numbers, name)));
    row.push_back(fmt::format("{}/{}", report.lines[cell].done, report.plan->seeds.size()));
    rows.push_back(std::move(row));
  }
  return aligned(rows, keys.size());
}

std::string differences_text(const SweepReport& report, const Row& names) {
  const Row keys = keys_of(*report.plan);
  std::vector<Row> rows{with(keys, names)};
  for (std::size_t cell = 0; cell < report.lines.size(); ++cell) {
    const CellLine& line = report.lines[cell];
    if (!report.plan->cells[cell].reference) continue;
    Row row = values_of(report.plan->cells[cell]);
    for (const std::string& name : names) {
      const PairedDifference pair = value_or_none(line.against, name);
      row.push_back(fmt::format("{} ({} of {})", shown(pair.difference), pair.wins, pair.difference.count));
    }
    rows.push_back(std::move(row));
  }
  if (rows.size() == 1) return {};
  return "\nminus the reference with the same seed (and how often it is larger):\n" +
         aligned(rows, keys.size());
}

Json interval_json(const char* first, const MeanOfSeeds& mean) {
  // An infinite bound is null, as JSON has no other word.
  return {{first, mean.mean}, {"lower", mean.lower}, {"upper", mean.upper}};
}

Json cell_json(const SweepReport& report, std::size_t cell) {
  const CellLine& line = report.lines[cell];
  Json coordinates = Json::object(), numbers = Json::object(), against = Json::object();
  for (const auto& [key, value] : report.plan->cells[cell].coordinates) coordinates[key] = value;
  for (const auto& [name, mean] : line.numbers) {
    numbers[name] = interval_json("mean", mean);
    numbers[name]["runs"] = mean.count;
  }
  for (const auto& [name, pair] : line.against) {
    against[name] = interval_json("difference", pair.difference);
    against[name].update(
        Json{{"wins", pair.wins}, {"losses", pair.losses}, {"pairs", pair.difference.count}});
  }
  return {{"cell", coordinates}, {"done", line.done}, {"numbers", numbers}, {"against", against}};
}

}  // namespace

std::string results_csv(const SweepReport& report) {
  std::string csv = csv_line(with(with(keys_of(*report.plan), {"seed"}), report.names));
  for (std::size_t cell = 0; cell < report.plan->cells.size(); ++cell)
    for (std::size_t run = 0; run < report.plan->runs.size(); ++run) {
      if (report.plan->runs[run].cell != cell || !report.numbers[run]) continue;
      Row row = with(values_of(report.plan->cells[cell]), {std::to_string(report.plan->runs[run].seed)});
      for (const std::string& name : report.names) {
        const auto found = report.numbers[run]->find(name);
        row.push_back(found == report.numbers[run]->end() ? "" : csv_number(found->second));
      }
      csv += csv_line(row);
    }
  return csv;
}

std::string table_csv(const SweepReport& report) {
  std::string csv = csv_line(
      with(keys_of(*report.plan), {"number", "mean", "lower", "upper", "runs", "difference",
                                   "difference_lower", "difference_upper", "wins", "losses", "pairs"}));
  for (std::size_t cell = 0; cell < report.lines.size(); ++cell)
    for (const auto& [name, mean] : report.lines[cell].numbers) {
      Row row = with(with(values_of(report.plan->cells[cell]), {name}), interval_cells(mean));
      row.push_back(std::to_string(mean.count));
      const auto pair = report.lines[cell].against.find(name);
      if (pair == report.lines[cell].against.end())
        row.resize(row.size() + 6);
      else
        row = with(with(row, interval_cells(pair->second.difference)),
                   {std::to_string(pair->second.wins), std::to_string(pair->second.losses),
                    std::to_string(pair->second.difference.count)});
      csv += csv_line(row);
    }
  return csv;
}

std::string text_of(const SweepReport& report, const std::vector<std::string>& shown) {
  const Row& names = shown.empty() ? report.names : shown;
  if (names.empty()) return {};
  return means_text(report, names) + differences_text(report, names);
}

Json to_json(const SweepReport& report) {
  Json cells = Json::array(), failures = Json::array();
  std::size_t done = 0;
  for (std::size_t cell = 0; cell < report.lines.size(); ++cell) {
    cells.push_back(cell_json(report, cell));
    done += report.lines[cell].done;
  }
  for (std::size_t run = 0; run < report.failures.size(); ++run)
    if (const auto& failure = report.failures[run])
      failures.push_back({{"run", name_of(*report.plan, report.plan->runs[run])},
                          {"exit", static_cast<int>(failure->exit)},
                          {"message", failure->message}});
  return {{"format", "megabandit-sweep"},
          {"version", 1},
          {"runs", {{"planned", report.plan->runs.size()}, {"done", done}, {"failed", failures.size()}}},
          {"cells", cells},
          {"failures", failures}};
}

}  // namespace megabandit
