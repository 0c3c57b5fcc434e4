#pragma once
// A table of a source, whatever stands between its cells.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "log/import/text/place.hpp"

namespace megabandit {

struct TableSource {
  std::filesystem::path path;        ///< plain or .gz
  std::string separator;             ///< one character (cells may be quoted) or several, such as "::"
  std::vector<std::string> columns;  ///< names, when the file has no header line
};

/// Calls `on_row` with the cells of the columns named in `wanted`, in that order, and the line they stand on.
/// @throws MissingInput, DataError for a missing column or a row with too few cells
void read_table(const TableSource& source, std::span<const std::string> wanted,
                const std::function<void(std::span<const std::string>, std::uint64_t line)>& on_row);

/// A cell as a finite number. @throws DataError naming its place
double number_cell(const Place& place, const std::string& cell);

/// Names as numbers 0, 1, 2, ... in the order in which they come.
class NameIndex {
 public:
  std::uint32_t number(const std::string& name);
  const std::vector<std::string>& names() const { return names_; }
  /// Numbers of the names known so far; nothing is added. names().size() when unknown.
  std::uint32_t find(const std::string& name) const;

 private:
  std::unordered_map<std::string, std::uint32_t> number_;
  std::vector<std::string> names_;
};

}  // namespace megabandit
