#pragma once
// One process at a time at work in a directory.

#include <filesystem>

namespace megabandit {

/// Holds DIRECTORY/lock, a file that names who holds it. The system lets go of it when the process ends,
/// however it does; the file of a process that was killed holds nobody back. Where a file system knows no
/// locks nobody is kept out. @local
class DirectoryLock {
 public:
  /// Makes the directory where there is none. @throws CannotWrite when somebody else holds it, and who that
  /// is, or when the directory cannot be written
  explicit DirectoryLock(const std::filesystem::path& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  std::filesystem::path path_;
  int file_;
};

}  // namespace megabandit
