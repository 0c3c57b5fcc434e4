#pragma once
// Where ranks are in the common sequence of verbs, and what that says about a job that hangs.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "comm/verb.hpp"

namespace megabandit {

/// A rank's place in the sequence of verbs of a communicator: in the call `number()` (from 1) of a verb, or
/// outside after it. One word, so that it is read and written whole.
class Whereabouts {
 public:
  std::uint64_t number() const { return word_ >> kStateBits; }
  bool inside() const { return state() < kVerbs; }
  bool elsewhere() const { return state() == kElsewhere; }  ///< outside, in a verb of another communicator
  bool stranger() const { return state() == kStranger; }    ///< not one of the communicator's ranks
  Verb verb() const { return static_cast<Verb>(state()); }  ///< when inside

  Whereabouts next(Verb now) const {
    return Whereabouts(((number() + 1) << kStateBits) | static_cast<std::uint64_t>(now));
  }
  Whereabouts outside() const { return with(kOutside); }
  Whereabouts away() const { return with(kElsewhere); }
  static Whereabouts of_a_stranger() { return Whereabouts(kStranger); }

  Whereabouts() = default;
  friend bool operator==(Whereabouts, Whereabouts) = default;

 private:
  static constexpr unsigned kStateBits = 4;
  static constexpr std::uint64_t kElsewhere = 13, kStranger = 14,
                                 kOutside = 15;  // smaller: the verb it is in
  static_assert(kVerbs <= kElsewhere);
  std::uint64_t state() const { return word_ & kOutside; }
  Whereabouts with(std::uint64_t state) const { return Whereabouts(number() << kStateBits | state); }
  explicit Whereabouts(std::uint64_t word) : word_(word) {}

  std::uint64_t word_ = kOutside;
};

/// Names the ranks that keep `accuser` waiting at `place`. `answers`, by rank, are about the communicator of
/// that place; empty for a rank that did not answer. A rank that waits elsewhere is named only when nobody
/// else is missing. Nothing when the accuser itself has moved on.
std::optional<std::string> verdict(Whereabouts place, int accuser, double seconds,
                                   const std::vector<std::optional<Whereabouts>>& answers,
                                   const std::vector<std::string>& hosts);

}  // namespace megabandit
