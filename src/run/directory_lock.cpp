#include "run/directory_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

namespace fs = std::filesystem;

std::string this_process() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return fmt::format("process {} on {}", getpid(), host.data());
}

std::string holder_in(const fs::path& path) {
  std::string holder;
  std::getline(std::ifstream(path), holder);
  return holder.empty() ? "another process" : holder;
}

[[noreturn]] void cannot_write(const fs::path& path, const std::string& why) {
  throw CannotWrite(
      fmt::format("{}: cannot be written: {}; choose another directory (--out)", path.string(), why));
}

int opened(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) cannot_write(path, std::strerror(errno));
  return file;
}

/// Whoever lets go of the file removes it: another one may have come to its place before it was locked.
bool is_at(const fs::path& path, int file) {
  struct stat here {
  }, there{};
  return ::fstat(file, &here) == 0 && ::stat(path.c_str(), &there) == 0 && here.st_ino == there.st_ino &&
         here.st_dev == there.st_dev;
}

}  // namespace

DirectoryLock::DirectoryLock(const fs::path& directory) : path_(directory / "lock"), file_(-1) {
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (failure) cannot_write(directory, failure.message());
  for (file_ = opened(path_);; file_ = opened(path_)) {
    const bool held = ::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (!held && is_at(path_, file_)) break;
    ::close(file_);
    if (held)
      throw CannotWrite(
          fmt::format("{}: {} is at work here; wait until it has ended, or choose another "
                      "directory (--out)",
                      directory.string(), holder_in(path_)));
  }
  const std::string holder = this_process() + '\n';
  // Whoever cannot be named is still kept out.
  if (::ftruncate(file_, 0) == 0 && ::write(file_, holder.data(), holder.size()) < 0) return;
}

DirectoryLock::~DirectoryLock() {
  ::unlink(path_.c_str());
  ::close(file_);
}

}  // namespace megabandit
