#pragma once
// What is known of a judge whose preferences are known numbers.

#include <vector>

#include "compare/settings.hpp"
#include "judge/judge.hpp"

namespace megabandit {

struct Truth {
  /// Of each candidate, whether it is a best one by the target; several may be where the target is Borda or
  /// Copeland, and nobody where there is no Condorcet winner.
  std::vector<char> best;
  /// Comparisons that any procedure needs for each nat of log(1/delta), in the limit (LLM-PO specification
  /// 2.1); NaN where it is not known: no best one, targets Borda and Copeland, scores of more than 2000
  /// pairs.
  double characteristic_time = 0;

  bool exists() const;  ///< a best one
};

/// @throws ConfigError when the preferences are not known, or there are more than kDenseCandidates candidates
Truth truth_of(const Judge& judge, const CompareSettings& settings);

}  // namespace megabandit
