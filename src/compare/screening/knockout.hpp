#pragma once
// Who is to be the first hub: the winner of a knockout among some candidates drawn at random. It need not be
// the best, only good (LLM-PO specification 5.2, stage 0).

#include <cstdint>
#include <span>
#include <vector>

#include "base/saved_state.hpp"
#include "compare/screening/turn.hpp"

namespace megabandit {

/// Replicated.
class Knockout {
 public:
  /// max(16, floor(sqrt K)) contestants, or all of fewer.
  Knockout(std::uint64_t candidates, std::uint64_t seed);

  bool over() const { return contestants_.size() == 1; }
  CandidateId winner() const { return contestants_.front(); }  ///< once it is over
  /// The matches of this level; the last contestant of an odd number has none.
  std::vector<Turn> matches() const;
  /// Who did not lose its match goes on. @param outcomes  one a match
  void advance(std::span<const TurnOutcome> outcomes);

  void save(SavedState& state) const;  ///< numbers "knockout.*"
  void load(const SavedState& state);

 private:
  std::vector<CandidateId> contestants_;
  std::uint32_t level_ = 0;
};

/// Tickets of one candidate below this are those of a knockout.
inline constexpr std::uint32_t kKnockoutTickets = 1024;

}  // namespace megabandit
