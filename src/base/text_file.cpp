#include "base/text_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& path) {
  throw CannotWrite(fmt::format("{}: cannot be written: {}", path.string(), std::strerror(errno)));
}

/// All of `text` under `path`, on the disk.
void write_synced(const std::filesystem::path& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) cannot_write(path);
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    done += static_cast<std::size_t>(written);
  }
  const bool arrived = done == text.size() && ::fsync(file) == 0;
  const int reason = errno;
  const bool closed = ::close(file) == 0;
  if (arrived && closed) return;
  if (!arrived) errno = reason;
  const int why = errno;
  ::unlink(path.c_str());  // what is torn would only take room
  errno = why;
  cannot_write(path);
}

}  // namespace

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::path part = path;
  part += ".part";
  write_synced(part, text);
  if (::rename(part.c_str(), path.c_str()) != 0) cannot_write(path);
}

}  // namespace megabandit
