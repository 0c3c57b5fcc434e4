#pragma once
// JSON in which a key may stand twice in one object, as Vowpal Wabbit writes it: both are features.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "log/import/text/place.hpp"

namespace megabandit {

struct JsonTree {
  enum class Kind { null, boolean, number, text, array, object };
  Kind kind = Kind::null;
  double number = 0;  ///< of a number; 0 or 1 of a boolean
  std::string text{};
  std::vector<std::string> keys{};  ///< of an object: of each of `items`, in the order of the text
  std::vector<JsonTree> items{};    ///< of an array or object

  /// The first member called `key`; null when there is none or this is no object.
  const JsonTree* find(std::string_view key) const;
};

/// @throws BadRow telling where the text stops being JSON
JsonTree parse_json_tree(const Place& place, std::string_view text);

}  // namespace megabandit
