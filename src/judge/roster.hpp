#pragma once
// Who is compared: names, and features where there are any.

#include <cstdint>
#include <string>
#include <vector>

#include "base/matrix.hpp"
#include "judge/settings.hpp"

namespace megabandit {

/// Replicated. Empty members are not known.
struct Roster {
  std::vector<std::string> names;  ///< [K], unique, UTF-8
  RowMatrix<double> features;      ///< [K, d]
};

/// @local  What table [candidates] says: names and features, as far as it does.
/// @throws ConfigError, MissingInput, DataError naming file, line, column and value
Roster read_roster(const CandidateSettings& candidates);

/// @local  How many candidates `candidates.count` and `roster` say there are; 0: they do not.
/// @throws ConfigError when they contradict each other
std::uint64_t count_of(const CandidateSettings& candidates, const Roster& roster);

/// @local  The roster of `count` candidates (K >= 2), told by `source` ("the 4 scores of judge.scores"),
/// whose own names are `names` (may be empty): those of [candidates] go before them, numbers are the last
/// resort.
/// @throws ConfigError when [candidates] contradicts the count, or a name is given twice; DataError for a
/// name that is no UTF-8
Roster complete_roster(const CandidateSettings& candidates, std::uint64_t count, const std::string& source,
                       std::vector<std::string> names = {});

/// A hash of names and features.
std::uint64_t fingerprint_of(const Roster& roster);

}  // namespace megabandit
