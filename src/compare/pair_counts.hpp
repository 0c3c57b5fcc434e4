#pragma once
// How often each candidate beat each other: the sufficient statistics of everything that follows.

#include <cstdint>
#include <functional>
#include <vector>

#include "base/saved_state.hpp"
#include "compare/pair.hpp"

namespace megabandit {

/// Up to so many candidates counts are kept for every pair (a matrix), above for the pairs that were compared
/// alone.
inline constexpr std::uint64_t kDenseCandidates = 2048;

/// Replicated state: integers, the same on every rank.
class PairCounts {
 public:
  explicit PairCounts(std::uint64_t candidates);

  std::uint64_t candidates() const { return candidates_; }
  void add(Pair pair, const PairTotals& totals);

  std::uint64_t wins(CandidateId winner, CandidateId loser) const;  ///< 0 for one and the same
  std::uint64_t decided(CandidateId one, CandidateId other) const;  ///< comparisons without ties
  PairTotals totals(Pair pair) const;
  std::uint64_t comparisons() const;  ///< of all pairs, with ties

  /// Calls `visit` for every pair that was compared, by increasing pair.
  void for_each(const std::function<void(Pair, const PairTotals&)>& visit) const;
  /// Whom this one was compared with, increasing.
  std::vector<CandidateId> opponents(CandidateId candidate) const;

  void save(SavedState& state) const;
  void load(const SavedState& state);

 private:
  // to be chosen by its implementation
  std::uint64_t candidates_;
};

}  // namespace megabandit
