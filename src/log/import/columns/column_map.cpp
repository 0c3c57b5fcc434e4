#include "log/import/columns/column_map.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace megabandit {

ChosenColumns choose_columns(const DelimitedReader& table, const std::vector<ColumnSpec>& specs) {
  ChosenColumns chosen;
  for (const ColumnSpec& spec : specs)
    for (const std::size_t at : table.matching(spec.name)) {
      if (std::ranges::find(chosen.at, at) != chosen.at.end()) continue;
      chosen.at.push_back(at);
      chosen.specs.push_back(spec);
      chosen.specs.back().name = table.header()[at];
    }
  return chosen;
}

PscoreRule parse_pscore(const std::string& value, std::vector<std::string> columns) {
  if (value.empty()) return {.columns = std::move(columns)};
  if (value == "uniform") return {.kind = PscoreRule::Kind::uniform, .columns = {}};
  try {
    return {.kind = PscoreRule::Kind::constant,
            .columns = {},
            .constant = propensity({"--pscore-value", 1}, value)};
  } catch (const BadRow&) {
    throw UsageError(
        fmt::format("--pscore-value {}: give a propensity in (0, 1], or `uniform` for 1 / actions", value));
  }
}

}  // namespace megabandit
