#pragma once
// Lines of a text file, plain or gzip'd, or of standard input.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace megabandit {

class LineSource {
 public:
  /// `path` may end in .gz or be `-`, standard input (plain or gzip'd too). @throws MissingInput when it
  /// cannot be opened.
  explicit LineSource(const std::string& path);
  ~LineSource();
  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;

  /// The next line, without its end (LF or CRLF) and without a byte order mark; false at the end.
  /// @throws DataError when the file is damaged or cut off
  bool next(std::string& line);
  /// Gives a line back: next() returns it again. Lines come back in the reverse order of their return.
  void put_back(std::string line);

  const std::string& name() const { return name_; }
  std::uint64_t line() const { return line_; }  ///< number of the line that next() gave last, from 1

 private:
  struct File;
  bool fill();

  std::string name_;
  std::unique_ptr<File> file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t line_ = 0;
  std::vector<std::string> returned_;
};

}  // namespace megabandit
