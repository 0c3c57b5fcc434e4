#include "log/import/text/line_source.hpp"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"

namespace megabandit {

// zlib reads plain files as they are, so one path serves both.
struct LineSource::File {
  gzFile handle = nullptr;
  ~File() {
    if (handle != nullptr) gzclose(handle);
  }
};

LineSource::LineSource(const std::string& path)
    : name_(path == "-" ? "standard input" : path),
      file_(std::make_unique<File>()),
      buffer_(std::size_t{1} << 16) {
  if (path != "-" && std::filesystem::is_directory(path))
    throw MissingInput(fmt::format("{} is a directory; name the file in it", path));
  file_->handle = path == "-" ? gzdopen(::dup(STDIN_FILENO), "rb") : gzopen(path.c_str(), "rb");
  if (file_->handle == nullptr)
    throw MissingInput(
        fmt::format("cannot read {}: {}; check the path and its permissions", name_, std::strerror(errno)));
}

LineSource::~LineSource() = default;

bool LineSource::fill() {
  const int got = gzread(file_->handle, buffer_.data(), narrow<unsigned>(buffer_.size()));
  int status = Z_OK;
  const char* message = gzerror(file_->handle, &status);
  // A cut-off gzip file shows as Z_BUF_ERROR, and what came before it is no answer.
  if (got < 0 || status != Z_OK)
    throw DataError(
        fmt::format("{}, after line {}: the file is damaged or cut off ({}); fetch or compress it again",
                    name_, line_, message));
  begin_ = 0;
  end_ = static_cast<std::size_t>(got);
  return got > 0;
}

bool LineSource::next(std::string& line) {
  if (!returned_.empty()) {
    line = std::move(returned_.back());
    returned_.pop_back();
    ++line_;
    return true;
  }
  line.clear();
  bool any = false;
  while (begin_ < end_ || fill()) {
    any = true;
    const char* first = buffer_.data() + begin_;
    const char* last = buffer_.data() + end_;
    const char* newline = std::find(first, last, '\n');
    line.append(first, newline);
    begin_ = static_cast<std::size_t>(newline - buffer_.data());
    if (newline == last) continue;
    ++begin_;
    break;
  }
  if (!any) return false;
  if (line.ends_with('\r')) line.pop_back();
  if (++line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  return true;
}

void LineSource::put_back(std::string line) {
  returned_.push_back(std::move(line));
  --line_;
}

}  // namespace megabandit
