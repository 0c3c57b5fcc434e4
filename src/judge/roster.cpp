#include "judge/roster.hpp"

#include <xxhash.h>

#include <unordered_set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/import/text/delimited.hpp"
#include "log/import/text/table.hpp"
#include "log/utf8.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kFewest = 2;

std::vector<std::size_t> feature_columns(const DelimitedReader& table, const CandidateSettings& candidates) {
  std::vector<std::size_t> columns;
  for (const std::string& pattern : candidates.features)
    for (const std::size_t column : table.matching(pattern)) columns.push_back(column);
  return columns;
}

Roster read_candidate_table(const CandidateSettings& candidates) {
  DelimitedReader table(candidates.table.string(), {});
  Roster roster;
  const bool named = table.has(candidates.name_column);
  if (!named && candidates.features.empty()) table.column(candidates.name_column);  // says what there is
  const auto columns = feature_columns(table, candidates);
  std::vector<double> numbers;
  std::uint64_t rows = 0;
  for (std::vector<std::string> cells; table.next(cells); ++rows) {
    if (named) roster.names.push_back(cells[table.column(candidates.name_column)]);
    for (const std::size_t column : columns)
      numbers.push_back(number_cell({table.name(), table.line(), table.header()[column]}, cells[column]));
  }
  if (!columns.empty())
    roster.features =
        RowsView<double>(numbers.data(), narrow<Eigen::Index>(rows), narrow<Eigen::Index>(columns.size()));
  return roster;
}

void check_names(const std::vector<std::string>& names) {
  std::unordered_set<std::string> seen;
  for (std::uint64_t k = 0; k < names.size(); ++k) {
    if (first_not_utf8(names[k]) != std::string_view::npos)
      throw DataError(fmt::format(
          "the name of candidate {} (from 0) is no UTF-8: '{}'; convert its file, for example with iconv", k,
          names[k]));
    if (!seen.insert(names[k]).second)
      throw ConfigError(fmt::format("two candidates are called '{}'; give each a name of its own", names[k]));
  }
}

std::vector<std::string> numbers_as_names(std::uint64_t count) {
  std::vector<std::string> names(count);
  for (std::uint64_t k = 0; k < count; ++k) names[k] = std::to_string(k);
  return names;
}

}  // namespace

Roster read_roster(const CandidateSettings& candidates) {
  Roster roster;
  if (!candidates.table.empty()) roster = read_candidate_table(candidates);
  if (candidates.table.empty() && !candidates.features.empty())
    throw ConfigError(
        "candidates.features names columns, but there is no table of candidates; give "
        "candidates.table");
  if (!candidates.names.empty()) roster.names = candidates.names;
  check_names(roster.names);
  return roster;
}

std::uint64_t count_of(const CandidateSettings& candidates, const Roster& roster) {
  std::uint64_t count = candidates.count;
  std::string told = fmt::format("candidates.count is {}", count);
  const auto take = [&](std::uint64_t number, const char* what) {
    if (number == 0) return;
    if (count != 0 && count != number)
      throw ConfigError(fmt::format("{}, but there are {} {}; correct one of them", told, number, what));
    count = number;
    told = fmt::format("there are {} {}", number, what);
  };
  take(roster.names.size(), "names of candidates");
  take(narrow<std::uint64_t>(roster.features.rows()), "rows of candidates' features");
  return count;
}

Roster complete_roster(const CandidateSettings& candidates, std::uint64_t count, const std::string& source,
                       std::vector<std::string> names) {
  if (count < kFewest)
    throw ConfigError(
        fmt::format("there is nothing to compare: {} make {} candidate{}; at least {} are needed", source,
                    count, count == 1 ? "" : "s", kFewest));
  Roster roster = read_roster(candidates);
  const std::uint64_t told = count_of(candidates, roster);
  if (told != 0 && told != count)
    throw ConfigError(
        fmt::format("[candidates] says that there are {} candidates, {} that there are {}; "
                    "correct one of them",
                    told, source, count));
  if (roster.names.empty()) {
    check_names(names);
    roster.names = names.empty() ? numbers_as_names(count) : std::move(names);
  }
  return roster;
}

std::uint64_t fingerprint_of(const Roster& roster) {
  std::uint64_t hash =
      XXH3_64bits_withSeed(roster.features.data(),
                           sizeof(double) * narrow<std::size_t>(roster.features.size()), roster.names.size());
  for (const std::string& name : roster.names) hash = XXH3_64bits_withSeed(name.data(), name.size(), hash);
  return hash;
}

}  // namespace megabandit
