#pragma once
// Files with a JSON object on every line.

#include <filesystem>
#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace megabandit {

/// One line of a file, and where it stands.
class JsonLine {
 public:
  JsonLine(const nlohmann::json& object, std::string place) : object_(object), place_(std::move(place)) {}
  /// @throws DataError naming file, line and key when there is no such text
  std::string text(const char* key) const;
  std::string text_or(const char* key, const std::string& otherwise) const;
  [[noreturn]] void refuse(const std::string& why) const;  ///< @throws DataError

 private:
  const nlohmann::json& object_;
  std::string place_;  // "prompts.jsonl:3"
};

/// @local  Calls `take` for each line that is not blank.
/// @throws MissingInput when the file cannot be read, DataError for a line that is no JSON object
void each_json_line(const std::filesystem::path& path, const std::function<void(const JsonLine&)>& take);

/// @local  The lines of a UTF-8 text file that are not blank. @throws MissingInput, DataError
std::vector<std::string> text_lines(const std::filesystem::path& path);

}  // namespace megabandit
