#pragma once
// A file with a given text in a directory of its own, gone with this object.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace megabandit {

class WrittenFile {
 public:
  WrittenFile(const std::string& name, std::string_view text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "megabandit-test-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    std::ofstream(path(name), std::ios::binary) << text;
    name_ = name;
  }
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;
  ~WrittenFile() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  std::string path() const { return path(name_); }

 private:
  std::string path(const std::string& name) const { return (directory_ / name).string(); }

  std::filesystem::path directory_;
  std::string name_;
};

}  // namespace megabandit
