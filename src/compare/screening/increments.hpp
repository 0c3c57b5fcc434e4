#pragma once
// What a wave adds to the evidence against a candidate and against its hub. Evidence is kept in whole units
// of 2^-30 nats, rounded down: sums are then exact in any order, and rounding down keeps the promise
// (LLM-PO specification 4.2, 4.7, A.6).

#include <cstdint>
#include <vector>

namespace megabandit {

using EvidenceUnits = std::int64_t;
inline constexpr double kUnitsPerNat = 1 << 30;

inline double nats(EvidenceUnits units) { return static_cast<double>(units) / kUnitsPerNat; }

/// Of one candidate against one opponent, without ties.
struct Decided {
  std::uint64_t wins = 0, losses = 0;
  std::uint64_t count() const { return wins + losses; }
  Decided reversed() const { return {losses, wins}; }
  friend Decided operator+(Decided a, Decided b) { return {a.wins + b.wins, a.losses + b.losses}; }
};

/// Remembers log_m1 of few comparisons, which most candidates of a screening have.
class Increments {
 public:
  /// @param bar  share of wins that the best has at least against everyone: 1/2, or more with an indifference
  ///             zone; in [1/2, 1)
  explicit Increments(double bar);

  /// Against a candidate: a bet when it is behind, half a bet when the wave outweighs all before.
  /// @param planned  comparisons of the pair in the wave, fixed before any outcome
  EvidenceUnits of_candidate(Decided before, Decided wave, std::uint64_t planned) const;
  /// Against a hub, from its own side: a bet when it is behind. No half bets: lost on every opponent, they
  /// would make a hub of thousands unrefutable.
  EvidenceUnits of_hub(Decided before, Decided wave) const;

 private:
  bool behind(Decided totals) const;
  double log_m1_of(Decided totals) const;
  double gain(Decided before, Decided wave) const { return log_m1_of(before + wave) - log_m1_of(before); }

  double bar_;
  std::vector<double> small_;  // [wins][losses], both below kSmall
};

}  // namespace megabandit
