#pragma once
// The pairs that were compared among very many candidates, of which there are few.

#include <cstdint>
#include <map>
#include <vector>

#include "base/matrix.hpp"
#include "base/saved_state.hpp"
#include "compare/bradley_terry/likelihood.hpp"
#include "compare/pairs/pair.hpp"

namespace megabandit {

struct ComparedPair {
  Pair pair;
  PairTotals totals;
};

/// Replicated state, in the order in which pairs first met.
class ComparedPairs {
 public:
  void add(Pair pair, const PairTotals& totals);

  const std::vector<ComparedPair>& all() const { return compared_; }
  const std::vector<CandidateId>& candidates() const { return candidates_; }  ///< who was compared
  std::uint64_t comparisons() const { return comparisons_; }                  ///< with ties
  std::uint64_t ties() const { return ties_; }

  /// Of all comparisons so far; its candidates are numbered by their place in `candidates()`.
  Likelihood likelihood() const;
  RowMatrix<double> features(const RowMatrix<double>& of_all) const;  ///< of `candidates()`

  /// log evidence against this one's being the best by its own comparisons alone, whatever the model: the
  /// mean of a bet on all of its opponents together and of separate bets on each, whose stakes 1 / (k (k +
  /// 1)) go down in the order in which they met. Reaches log(1 / delta) for the best with probability delta
  /// at most (LLM-PO specification 4.2, 5.6).
  double direct_evidence(CandidateId candidate) const;

  void save(SavedState& state) const;  ///< under "compared"
  void load(const SavedState& state);

 private:
  std::uint32_t number_of(CandidateId candidate);

  std::vector<ComparedPair> compared_;
  std::map<Pair, std::size_t> place_;
  std::vector<CandidateId> candidates_;
  std::map<CandidateId, std::uint32_t> number_;
  std::uint64_t comparisons_ = 0, ties_ = 0;
};

}  // namespace megabandit
