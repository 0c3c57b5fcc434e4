#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace megabandit {

/// A small file of this test's own, gone when the test ends.
class SourceFile {
 public:
  SourceFile(const std::string& name, const std::string& text)
      : path_(std::filesystem::temp_directory_path() / (std::to_string(::getpid()) + "-" + name)) {
    std::ofstream(path_) << text;
  }
  ~SourceFile() { std::filesystem::remove(path_); }
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace megabandit
