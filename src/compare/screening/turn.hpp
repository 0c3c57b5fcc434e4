#pragma once
// Comparisons of one candidate with one opponent in a wave of a screening.

#include <cstdint>

#include "compare/pairs/pair.hpp"

namespace megabandit {

/// The i-th comparison has ticket(i). Tickets are made of the candidate and of how many comparisons it was
/// asked for before: they are unique, and do not depend on who asks.
struct Turn {
  CandidateId candidate, opponent;
  std::uint32_t asked = 0;  ///< before these
  std::uint32_t count = 0;

  std::uint64_t ticket(std::uint32_t i) const {
    return (static_cast<std::uint64_t>(candidate.value) << 32) + asked + i;
  }
};

/// How it went for the candidate; the others were lost.
struct TurnOutcome {
  std::uint32_t wins = 0;
  std::uint32_t ties = 0;
};

}  // namespace megabandit
