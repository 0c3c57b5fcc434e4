#pragma once

#include "log/import/columns/column_map.hpp"
#include "log/import/import_options.hpp"
#include "log/import/report.hpp"

namespace megabandit {

/// @root  Tables with a column map as one log. @throws MissingInput, DataError naming file, line, column and
/// value
Imported import_columns(const ColumnMap& map, const ImportOptions& options);

}  // namespace megabandit
