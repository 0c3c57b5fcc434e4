#pragma once
// What a preference log says about its candidates.

#include <cstdint>
#include <optional>
#include <vector>

#include "preference/preference_log.hpp"

namespace megabandit {

struct PreferenceSummary {
  std::uint64_t candidates = 0;   ///< K
  std::uint64_t comparisons = 0;  ///< with ties
  std::uint64_t ties = 0;
  std::uint64_t pairs = 0;       ///< with a comparison, of K (K - 1) / 2
  std::vector<Pair> unjudged;    ///< the first few pairs without one
  std::uint64_t components = 0;  ///< of the graph of comparisons: 1 if it is connected
  /// Mean share of wins (ties are half a win) against each other candidate that it was compared with.
  std::vector<double> borda;
  std::vector<std::uint64_t> beaten;  ///< opponents of whom it won more comparisons than it lost
  CandidateId borda_best;             ///< of equals the first
  /// Won more comparisons than it lost against everyone: nobody, or not all pairs were compared.
  std::optional<CandidateId> condorcet_winner;

  std::uint64_t possible_pairs() const { return candidates * (candidates - 1) / 2; }
};

/// @local  Of a log with one group (preference_log.hpp, of_groups). At most `shown` unjudged pairs are
/// listed.
PreferenceSummary summary_of(const PreferenceLog& log, std::size_t shown);

}  // namespace megabandit
