#pragma once
// A number for every ordered pair of candidates, as text.

#include <filesystem>
#include <string>
#include <vector>

#include "base/matrix.hpp"

namespace megabandit {

struct SquareTable {
  std::vector<std::string> names;  ///< [K] of the header; empty: it has none
  RowMatrix<double> values;        ///< [K, K]; the diagonal is 0 where cells are empty
};

/// @local  Comma- or (in .tsv) tab-separated, plain or .gz; a first line that is not all numbers names the
/// columns, and then a first cell of each row may name the row, the same in the same order. Cells of the
/// diagonal may be empty. @throws MissingInput, DataError naming file, line and value
SquareTable read_square_table(const std::filesystem::path& path);

/// @local  The same from numbers row by row. @throws ConfigError naming `setting` when it is no square
RowMatrix<double> square_of(const std::vector<double>& numbers, const std::string& setting);

}  // namespace megabandit
