#pragma once
// Asks a judge for the comparisons of many turns, a batch after the other, and counts how they went.

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "base/range.hpp"
#include "compare/screening/turn.hpp"
#include "judge/judge.hpp"

namespace megabandit {

/// A run of turns; the first and the last may be parts of turns.
struct TurnsPart {
  std::size_t first = 0;  ///< number of the first of them
  std::vector<Turn> turns;
};

std::uint64_t comparisons_of(std::span<const Turn> turns);

/// Comparisons [own.first, own.last) of all those of `turns`, one after the other.
TurnsPart part_of(std::span<const Turn> turns, Range own);

/// Keeps the judge busy with the next batch while one is waited for.
class TurnPlayer {
 public:
  /// @local  Whether all is answered; else `patience` was over, and it goes on with the next call.
  bool play(std::span<const Turn> turns, Judge& judge, std::chrono::milliseconds patience);
  const std::vector<TurnOutcome>& outcomes() const { return outcomes_; }  ///< one a turn, once it is over
  void restart() { *this = {}; }                                          ///< with other turns

 private:
  // A comparison among all.
  struct Place {
    std::size_t turn = 0;
    std::uint32_t game = 0;
    void step(std::span<const Turn> turns);
  };

  void ask(std::span<const Turn> turns, Judge& judge);
  void count(std::span<const Turn> turns, std::span<const Outcome> answers);

  Place asked_, answered_;
  std::size_t under_way_ = 0;  // questions without an answer
  std::vector<TurnOutcome> outcomes_;
};

}  // namespace megabandit
