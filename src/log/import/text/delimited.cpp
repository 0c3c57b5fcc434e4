#include "log/import/text/delimited.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "config/nearest_name.hpp"
#include "log/import/text/place.hpp"

namespace megabandit {
namespace {

/// Cells cut so far; the last one is open while its quote is.
struct Cells {
  std::vector<std::string> values{""};
  bool open = false;
};

/// Goes on with `text`, the next line of a row.
void cut(std::string_view text, char delimiter, Cells& cells) {
  bool at_start = !cells.open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (cells.open) {
      if (c != '"')
        cells.values.back() += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        cells.values.back() += text[++i];
      else
        cells.open = false;
    } else if (c == '"' && at_start) {
      cells.open = true;
    } else if (c == delimiter) {
      cells.values.emplace_back();
    } else {
      cells.values.back() += c;
    }
    at_start = c == delimiter && !cells.open;
  }
}

char delimiter_of(Delimiter delimiter, std::string_view path) {
  if (delimiter != Delimiter::by_name) return static_cast<char>(delimiter);
  return path.ends_with(".tsv") || path.ends_with(".tsv.gz") ? '\t' : ',';
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '*')
    return !text.empty() && pattern.front() == text.front() && matches(pattern.substr(1), text.substr(1));
  for (std::size_t skip = 0; skip <= text.size(); ++skip)
    if (matches(pattern.substr(1), text.substr(skip))) return true;
  return false;
}

std::vector<std::string> split_cells(std::string_view line, char delimiter) {
  Cells cells;
  cut(line, delimiter, cells);
  if (cells.open)
    throw DataError(fmt::format("a quote is not closed in '{}'; close it, or double it inside a cell", line));
  return std::move(cells.values);
}

DelimitedReader::DelimitedReader(const std::string& path, const Dialect& dialect)
    : lines_(path), delimiter_(delimiter_of(dialect.delimiter, path)), header_(dialect.header) {
  if (!header_.empty()) return;
  if (!read_cells(header_))
    throw DataError(fmt::format("{} is empty; a table needs a header line", lines_.name()));
  if (header_.size() == 1 && header_[0].find(delimiter_ == ',' ? '\t' : ',') != std::string::npos)
    throw DataError(
        fmt::format("{}, line 1: the header '{}' is one column; give the delimiter with --delimiter",
                    lines_.name(), header_[0]));
}

bool DelimitedReader::read_cells(std::vector<std::string>& cells) {
  if (!lines_.next(text_)) return false;
  line_ = lines_.line();
  Cells row;
  cut(text_, delimiter_, row);
  for (std::string more; row.open; cut(more, delimiter_, row)) {
    constexpr std::size_t longest = std::size_t{1} << 20;
    if (text_.size() > longest || !lines_.next(more))
      throw DataError(
          fmt::format("{}, line {}: a quote is opened and not closed; close it, or double it inside a cell",
                      lines_.name(), line_));
    (text_ += '\n') += more;
    row.values.back() += '\n';
  }
  cells = std::move(row.values);
  return true;
}

bool DelimitedReader::next(std::vector<std::string>& cells) {
  do {
    if (!read_cells(cells)) return false;
  } while (cells.size() == 1 && cells[0].empty() && header_.size() > 1);
  if (cells.size() != header_.size())
    refuse({lines_.name(), line_}, text_,
           {fmt::format("has {} cells where the header has {}", cells.size(), header_.size()),
            "quote cells that hold the delimiter, or leave such rows out with --drop-invalid"});
  return true;
}

bool DelimitedReader::has(std::string_view name) const {
  return std::ranges::find(header_, name) != header_.end();
}

std::size_t DelimitedReader::column(std::string_view name) const {
  const auto found = std::ranges::find(header_, name);
  if (found == header_.end()) refuse_column(name);
  if (std::find(found + 1, header_.end(), name) != header_.end())
    throw DataError(fmt::format("{}, line 1: two columns are called '{}'; rename one", lines_.name(), name));
  return static_cast<std::size_t>(found - header_.begin());
}

std::vector<std::size_t> DelimitedReader::matching(std::string_view pattern) const {
  if (pattern.find('*') == std::string_view::npos) return {column(pattern)};
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < header_.size(); ++i)
    if (matches(pattern, header_[i])) found.push_back(i);
  if (found.empty()) refuse_column(pattern);
  return found;
}

void DelimitedReader::refuse_column(std::string_view name) const {
  const auto nearest = nearest_name(name, header_);
  throw DataError(fmt::format("{} has no column '{}'{}; its columns are: {}", lines_.name(), name,
                              nearest ? fmt::format(", did you mean '{}'?", *nearest) : "",
                              fmt::join(header_, ", ")));
}

}  // namespace megabandit
