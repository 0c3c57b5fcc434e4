#pragma once
// A name for all that an answer may depend on.

#include <cstdint>
#include <string>
#include <string_view>

#include "outside/inquiry.hpp"

namespace megabandit {

/// Numbers and texts one after another, so that no two lists of them are alike.
class KeyOf {
 public:
  KeyOf& add(std::uint64_t number);
  KeyOf& add(std::string_view text);
  KeyOf& add_nothing();  ///< in the place of a text that is not there
  AnswerKey key() const;

 private:
  std::string bytes_;
};

}  // namespace megabandit
