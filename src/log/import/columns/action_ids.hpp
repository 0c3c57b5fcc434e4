#pragma once
// Which row of the catalogue a source means: by number, or by name.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "log/import/text/numbered_actions.hpp"
#include "log/import/text/place.hpp"

namespace megabandit {

enum class ActionKind {
  number,  ///< 0-based rows of the catalogue
  name,    ///< texts; the catalogue has them in byte order unless its order is given
};

class ActionIds {
 public:
  /// Actions are learnt as they come. `count` > 0: there are that many numbers.
  ActionIds(ActionKind kind, std::uint64_t count) : kind_(kind), count_(count), fixed_(count > 0) {}
  /// The actions are these, in this order. @throws DataError when a name comes twice
  explicit ActionIds(std::vector<std::string> names);

  /// @throws BadRow for what is no action or not a known one
  void check(const Place& place, std::string_view text) const;
  /// Learns what it does not know. @throws BadRow as check() does
  ActionId id(const Place& place, std::string_view text);

  /// Ends the learning: the new id of each. By number nothing moves and the answer is empty.
  std::vector<std::uint32_t> seal();
  /// @throws DataError when numbers were learnt of which one must be wrong (NumberedActions)
  std::uint64_t count() const;
  const std::vector<std::string>& names() const { return names_; }  ///< empty by number

 private:
  ActionKind kind_;
  std::uint64_t count_ = 0;  // of numbers that are fixed
  bool fixed_ = false;
  NumberedActions numbers_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
};

}  // namespace megabandit
