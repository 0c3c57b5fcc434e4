#pragma once
// The objects of a JSON array, or of lines of JSON, one at a time: a file may be larger than memory.

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "log/import/text/line_source.hpp"

namespace megabandit {

class JsonObjects {
 public:
  /// Plain or .gz. @throws MissingInput
  explicit JsonObjects(const std::string& path) : lines_(path) {}

  /// The next object of the outermost array, or of the text. False at the end. @throws BadRow for an object
  /// that is no JSON, DataError where there is something else than objects or the last one is cut off
  bool next(nlohmann::json& object);

  const std::string& name() const { return lines_.name(); }
  std::uint64_t line() const { return line_; }  ///< on which the last object began

 private:
  bool find_start();
  bool take_until_end();

  LineSource lines_;
  std::string text_;    // the line that is looked at
  std::size_t at_ = 0;  // in text_
  std::string object_;  // as far as it was read
  std::uint64_t line_ = 0;
};

}  // namespace megabandit
