#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "temporary_directory.hpp"

namespace megabandit {

/// A file with a given text in a directory of its own, gone with this object.
class WrittenFile {
 public:
  WrittenFile(const std::string& name, std::string_view text) : path_(directory_.path() / name) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  std::string path() const { return path_.string(); }

 private:
  TemporaryDirectory directory_;
  std::filesystem::path path_;
};

}  // namespace megabandit
