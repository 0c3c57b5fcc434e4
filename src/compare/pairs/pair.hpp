#pragma once
// Two candidates that are compared, and how that went.

#include <cstdint>
#include <utility>

#include "base/ids.hpp"

namespace megabandit {

using CandidateId = Id<struct CandidateTag, std::uint32_t>;  ///< one of 0 .. K-1

/// An unordered pair: a < b.
struct Pair {
  CandidateId a, b;
  friend constexpr auto operator<=>(const Pair&, const Pair&) = default;
};

/// The pair of two candidates, in whatever order; they differ.
constexpr Pair pair_of(CandidateId one, CandidateId other) {
  return one < other ? Pair{one, other} : Pair{other, one};
}

/// Who of a pair won a comparison.
enum class Outcome : std::uint8_t { a, b, tie };

/// Outcomes of comparisons of one pair. A tie says nothing about who is better: it is counted for its cost,
/// and where a target is defined by shares of wins (Borda), as half a win of each.
struct PairTotals {
  std::uint64_t a_wins = 0;
  std::uint64_t b_wins = 0;
  std::uint64_t ties = 0;

  void add(Outcome outcome) { ++(outcome == Outcome::a ? a_wins : outcome == Outcome::b ? b_wins : ties); }
  friend bool operator==(const PairTotals&, const PairTotals&) = default;
};

}  // namespace megabandit
