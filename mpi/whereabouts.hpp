#pragma once
// Where ranks are in the common sequence of verbs, and what that says about a job that hangs.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "comm/verb.hpp"

namespace megabandit {

/// A rank's place in the sequence of verbs: in the call `number()` (from 1) of a verb, or outside after it.
/// One word, so that it is read and written whole.
class Whereabouts {
 public:
  std::uint64_t number() const { return word_ >> 3U; }
  bool inside() const { return (word_ & kOutside) != kOutside; }
  Verb verb() const { return static_cast<Verb>(word_ & kOutside); }  ///< when inside

  Whereabouts next(Verb now) const {
    return Whereabouts(((number() + 1) << 3U) | static_cast<std::uint64_t>(now));
  }
  Whereabouts outside() const { return Whereabouts(word_ | kOutside); }

  Whereabouts() = default;
  friend bool operator==(Whereabouts, Whereabouts) = default;

 private:
  static constexpr std::uint64_t kOutside = 7;
  static_assert(kVerbs <= kOutside);
  explicit Whereabouts(std::uint64_t word) : word_(word) {}

  std::uint64_t word_ = kOutside;
};

/// Names the ranks that keep `accuser` waiting at `place`. `answers`, by rank, is empty for a rank that did
/// not answer. Nothing when the accuser itself has moved on.
std::optional<std::string> verdict(Whereabouts place, int accuser, double seconds,
                                   const std::vector<std::optional<Whereabouts>>& answers,
                                   const std::vector<std::string>& hosts);

}  // namespace megabandit
