#pragma once
// Comma- or tab-separated text with a header, as RFC 4180 has it: quoted cells may hold delimiters, quotes
// and line ends.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "log/import/text/line_source.hpp"

namespace megabandit {

/// Cells of one line of delimited text that holds whole cells. @throws DataError for a quote that is not
/// closed
std::vector<std::string> split_cells(std::string_view line, char delimiter);

/// Whether `text` matches `pattern`, in which each `*` stands for any text.
bool matches(std::string_view pattern, std::string_view text);

/// What parts the cells of a table.
enum class Delimiter : char {
  by_name = '\0',  ///< a tab in files called .tsv or .tsv.gz, else a comma
  comma = ',',
  tab = '\t',
  semicolon = ';',
  bar = '|',
};

/// How a table is written.
struct Dialect {
  Delimiter delimiter = Delimiter::by_name;
  std::vector<std::string> header{};  ///< names when the file has no header line of its own
};

/// A table that is read row by row. Columns go by name, not by order.
class DelimitedReader {
 public:
  /// Reads the header. @throws MissingInput, DataError
  DelimitedReader(const std::string& path, const Dialect& dialect);

  /// The next row; false at the end. Blank lines are no rows. @throws BadRow when its number of cells is not
  /// the header's
  bool next(std::vector<std::string>& cells);

  /// Place of the column called `name`. @throws DataError that lists the columns there are and the nearest
  std::size_t column(std::string_view name) const;
  /// Columns whose names match `pattern`, in the order of the file; `*` stands for any text. @throws
  /// DataError when none does
  std::vector<std::size_t> matching(std::string_view pattern) const;
  bool has(std::string_view name) const;

  const std::vector<std::string>& header() const { return header_; }
  const std::string& name() const { return lines_.name(); }
  char delimiter() const { return delimiter_; }
  std::uint64_t line() const { return line_; }  ///< on which the last row began

 private:
  bool read_cells(std::vector<std::string>& cells);
  [[noreturn]] void refuse_column(std::string_view name) const;

  LineSource lines_;
  char delimiter_;
  std::vector<std::string> header_;
  std::string text_;
  std::uint64_t line_ = 0;
};

}  // namespace megabandit
