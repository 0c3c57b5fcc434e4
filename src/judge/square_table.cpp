#include "judge/square_table.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/import/text/delimited.hpp"
#include "log/import/text/line_source.hpp"
#include "log/import/text/place.hpp"
#include "log/import/text/table.hpp"

namespace megabandit {
namespace {

bool is_number(std::string_view cell) {
  double number = 0;
  const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  return fault == std::errc() && end == cell.data() + cell.size();
}

bool are_numbers(const std::vector<std::string>& cells) {
  for (const std::string& cell : cells)
    if (!trimmed(cell).empty() && !is_number(trimmed(cell))) return false;
  return true;
}

class SquareReader {
 public:
  explicit SquareReader(const std::filesystem::path& path)
      : lines_(path.string()),
        delimiter_(path.string().ends_with(".tsv") || path.string().ends_with(".tsv.gz") ? '\t' : ',') {}

  SquareTable read() {
    std::vector<std::string> cells;
    while (next(cells)) {
      if (rows_ == 0 && names_.empty() && !are_numbers(cells))
        take_header(std::move(cells));
      else
        take_row(cells);
    }
    if (rows_ != width_ || rows_ == 0)
      throw DataError(fmt::format(
          "{}: has {} rows of {} numbers{}; a table of pairs needs as many rows as columns", lines_.name(),
          rows_, width_,
          names_.empty() ? "" : fmt::format(" below a line of names ('{}')", fmt::join(names_, "', '"))));
    const auto size = narrow<Eigen::Index>(rows_);
    return {std::move(names_), RowsView<double>(numbers_.data(), size, size)};
  }

 private:
  Place place() const { return {lines_.name(), lines_.line()}; }

  bool next(std::vector<std::string>& cells) {
    do {
      if (!lines_.next(text_)) return false;
    } while (trimmed(text_).empty());
    cells = split_cells(text_, delimiter_);
    return true;
  }

  void take_header(std::vector<std::string> cells) {
    rows_named_ = trimmed(cells[0]).empty();  // above the names of the rows
    if (rows_named_) cells.erase(cells.begin());
    names_ = std::move(cells);
    width_ = names_.size();
  }

  void take_row(std::vector<std::string>& cells) {
    if (rows_named_) {
      if (rows_ < width_ && cells[0] != names_[rows_])
        refuse(
            place(), cells[0],
            {fmt::format("names row {}, but column {} is called '{}'", rows_ + 1, rows_ + 1, names_[rows_]),
             "put rows in the order of the columns"});
      cells.erase(cells.begin());
    }
    if (width_ == 0) width_ = cells.size();
    if (cells.size() != width_)
      refuse(place(), text_,
             {fmt::format("has {} numbers, not {}", cells.size(), width_), "correct the line"});
    for (std::size_t column = 0; column < width_; ++column) {
      const std::string cell(trimmed(cells[column]));
      const bool left_out = cell.empty() && column == rows_;
      numbers_.push_back(left_out ? 0 : number_cell(place(), cell));
    }
    ++rows_;
  }

  LineSource lines_;
  char delimiter_;
  std::string text_;
  std::vector<std::string> names_;
  bool rows_named_ = false;
  std::uint64_t rows_ = 0, width_ = 0;
  std::vector<double> numbers_;
};

}  // namespace

SquareTable read_square_table(const std::filesystem::path& path) { return SquareReader(path).read(); }

RowMatrix<double> square_of(const std::vector<double>& numbers, const std::string& setting) {
  const auto size = static_cast<Eigen::Index>(std::llround(std::sqrt(static_cast<double>(numbers.size()))));
  if (size * size != static_cast<Eigen::Index>(numbers.size()))
    throw ConfigError(
        fmt::format("{} has {} numbers, which is no square: give K rows of K numbers, one row "
                    "after the other",
                    setting, numbers.size()));
  return RowsView<double>(numbers.data(), size, size);
}

}  // namespace megabandit
