#include "preference/import/json_objects.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "log/import/text/place.hpp"

namespace megabandit {

/// Goes to the `{` of the next object, over what stands between those of an array.
bool JsonObjects::find_start() {
  while (true) {
    at_ = text_.find_first_not_of(" \t\r,[]", at_);
    if (at_ != std::string::npos) break;
    if (!lines_.next(text_)) return false;
    at_ = 0;
  }
  line_ = lines_.line();
  if (text_[at_] != '{')
    throw DataError(
        fmt::format("{}, line {}: '{}' is no JSON object; the source must be an array of objects, or "
                    "objects one after the other",
                    name(), line_, text_.substr(at_, 40)));
  return true;
}

/// Moves the object at at_ to object_. False when the text ends before it does.
bool JsonObjects::take_until_end() {
  object_.clear();
  std::uint64_t depth = 0;
  bool quoted = false, escaped = false;
  do {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      object_ += c;
      if (escaped)
        escaped = false;
      else if (c == '"')
        quoted = !quoted;
      else if (quoted)
        escaped = c == '\\';
      else if (c == '{')
        ++depth;
      else if (c == '}' && --depth == 0) {
        ++at_;
        return true;
      }
    }
    object_ += ' ';
    at_ = 0;
  } while (lines_.next(text_));
  return false;
}

bool JsonObjects::next(nlohmann::json& object) {
  if (!find_start()) return false;
  if (!take_until_end())
    throw DataError(
        fmt::format("{}, line {}: the object that begins here is not closed; the file is cut off, fetch "
                    "it again",
                    name(), line_));
  object = nlohmann::json::parse(object_, nullptr, false);
  if (object.is_discarded())
    refuse({name(), line_}, object_,
           {"is no JSON", "correct it, or leave such rows out with --drop-invalid"});
  return true;
}

}  // namespace megabandit
