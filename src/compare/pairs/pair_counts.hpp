#pragma once
// How often each candidate beat each other: the sufficient statistics of everything that follows.

#include <cstdint>
#include <functional>
#include <vector>

#include "base/saved_state.hpp"
#include "compare/pairs/pair.hpp"
#include "compare/pairs/per_pair.hpp"

namespace megabandit {

/// Replicated state: integers, the same on every rank. 12 bytes for every pair up to kDenseCandidates
/// candidates, above for every pair that was compared. A pair may be compared 2^32 - 1 times.
class PairCounts {
 public:
  explicit PairCounts(std::uint64_t candidates);

  std::uint64_t candidates() const { return opponents_.size(); }
  /// @throws InternalError for more comparisons of a pair than can be counted
  void add(Pair pair, const PairTotals& totals);

  std::uint64_t wins(CandidateId winner, CandidateId loser) const;  ///< 0 for one and the same
  std::uint64_t decided(CandidateId one, CandidateId other) const;  ///< comparisons without ties
  PairTotals totals(Pair pair) const;
  std::uint64_t comparisons() const { return comparisons_; }  ///< of all pairs, with ties
  std::uint64_t ties() const { return ties_; }                ///< of all pairs

  /// Calls `visit` for every pair that was compared, by increasing pair.
  void for_each(const std::function<void(Pair, const PairTotals&)>& visit) const;
  /// Whom this one was compared with, increasing.
  const std::vector<CandidateId>& opponents(CandidateId candidate) const {
    return opponents_[candidate.value];
  }

  void save(SavedState& state) const;  ///< under names that begin with "counts."
  void load(const SavedState& state);

 private:
  struct Counts {
    std::uint32_t a_wins = 0, b_wins = 0, ties = 0;
  };
  void meet(CandidateId one, CandidateId other);

  PerPair<Counts> counts_;
  std::vector<std::vector<CandidateId>> opponents_;
  std::uint64_t comparisons_ = 0, ties_ = 0, pairs_ = 0;
};

}  // namespace megabandit
