#pragma once
// What the columns of a table mean. Presets (obd) are column maps with the blanks filled in.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "log/import/columns/action_ids.hpp"
#include "log/import/columns/column_features.hpp"
#include "log/import/text/delimited.hpp"
#include "log/import/text/timestamp.hpp"

namespace megabandit {

/// How pscore comes about. A column, unless the user says that it is a constant.
struct PscoreRule {
  enum class Kind { column, constant, uniform };
  Kind kind = Kind::column;
  std::vector<std::string> columns;  ///< of kind column: the first of these that the source has
  float constant = 0;
};

/// A table with a row for every action.
struct ActionTable {
  std::string path;                   ///< empty: none
  std::string key;                    ///< column of the action's number or name
  std::string name;                   ///< column of a text to show for it, empty: none
  std::vector<ColumnSpec> embedding;  ///< columns that make its embedding
};

struct ColumnMap {
  Dialect dialect;
  std::string action = "action";
  std::string reward = "reward";
  PscoreRule pscore;
  std::string position;             ///< empty: none; likewise below
  std::uint32_t position_base = 0;  ///< the number of the first slot
  std::string timestamp;
  TimeUnit time_unit = TimeUnit::seconds;
  std::vector<ColumnSpec> context;  ///< names may be patterns; the first that matches a column decides
  ActionKind action_kind = ActionKind::number;
  ActionTable action_table;
};

/// The columns of a header that `specs` name, and what each becomes.
struct ChosenColumns {
  std::vector<std::size_t> at;
  std::vector<ColumnSpec> specs;
};
ChosenColumns choose_columns(const DelimitedReader& table, const std::vector<ColumnSpec>& specs);

/// `NUMBER`, `uniform`, or empty for a column. @throws UsageError
PscoreRule parse_pscore(const std::string& value, std::vector<std::string> columns);

}  // namespace megabandit
