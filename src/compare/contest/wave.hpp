#pragma once
// A wave: comparisons that are fixed before the outcome of any of them is seen. All outcomes of a wave are
// used, together: what says that the stopping rules keep their promise rests on both
// (LLM-PO specification 4.7).

#include <cstdint>
#include <vector>

#include "compare/pairs/pair.hpp"

namespace megabandit {

/// Comparisons of a pair within a wave.
struct Planned {
  Pair pair;
  /// The one that is tested: for rules that draw its opponent at random (Borda scores), where only its own
  /// share of wins is of use; other rules name either.
  CandidateId subject;
  std::uint32_t count = 0;
};

/// Comparisons have global numbers (tickets) 0, 1, 2, ...; those of a wave are given out in the order of
/// `planned`. An outcome is a function of seed and ticket, hence not of the number of ranks.
struct Wave {
  std::uint64_t number = 0;        ///< 0-based
  std::uint64_t first_ticket = 0;  ///< comparisons of the waves before
  std::vector<Planned> planned;    ///< by (pair, subject), each once, counts above 0

  std::uint64_t comparisons() const;
};

/// A wave of `chosen` comparisons (pair, subject), counted and put in order.
Wave make_wave(std::uint64_t number, std::uint64_t first_ticket,
               const std::vector<std::pair<Pair, CandidateId>>& chosen);

}  // namespace megabandit
