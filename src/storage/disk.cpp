#include "storage/disk.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "base/narrow.hpp"

namespace megabandit {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw CannotWrite(fmt::format("{}: {}: {}", path.string(), what, std::strerror(errno)));
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (number_ < 0) fail(path, "cannot be opened for writing");
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  int number() const { return number_; }

 private:
  int number_;
};

std::uint64_t free_bytes(const std::filesystem::path& path) {
  struct statvfs room {};
  if (::statvfs(path.c_str(), &room) != 0) fail(path, "its file system cannot be asked how much is free");
  return static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize;
}

struct stat status_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail(path, "cannot be looked at");
  return status;
}

std::uint64_t occupied_bytes(const std::filesystem::path& path) {
  return static_cast<std::uint64_t>(status_of(path).st_blocks) * 512;
}

[[noreturn]] void no_room(const std::filesystem::path& path, std::uint64_t needed) {
  throw CannotWrite(
      fmt::format("{}: the disk is too full: {} bytes are needed, {} are free; make room or write elsewhere",
                  path.string(), needed, free_bytes(path) + occupied_bytes(path)));
}

}  // namespace

void check_place(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (!std::filesystem::is_directory(directory, ignored))
    throw CannotWrite(fmt::format("{}: there is no directory {}; make it, or write elsewhere", path.string(),
                                  directory.string()));
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored))
    throw CannotWrite(fmt::format("{}: is there already and is no file; choose another name", path.string()));
}

void create_empty(const std::filesystem::path& path) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
}

void check_room(const std::filesystem::path& path, std::uint64_t bytes) {
  if (free_bytes(path) + occupied_bytes(path) < bytes) no_room(path, bytes);
}

bool reserve_room(const std::filesystem::path& path, std::uint64_t bytes) {
  const Descriptor file(path, O_WRONLY);
  if (::fallocate(file.number(), 0, 0, narrow<off_t>(bytes)) == 0) return occupies_its_size(path);
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) no_room(path, bytes);
  if (errno != EOPNOTSUPP && errno != ENOSYS) fail(path, fmt::format("{} bytes cannot be reserved", bytes));
  check_room(path, bytes);
  return false;
}

bool occupies_its_size(const std::filesystem::path& path) {
  return occupied_bytes(path) >= static_cast<std::uint64_t>(status_of(path).st_size);
}

void sync_to_disk(const std::filesystem::path& path) {
  const Descriptor file(path, O_RDONLY);
  if (::fsync(file.number()) != 0) fail(path, "did not reach the disk");
}

}  // namespace megabandit
