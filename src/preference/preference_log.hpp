#pragma once
// Comparisons that were made elsewhere: who won how often against whom.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.hpp"
#include "compare/pairs/pair.hpp"
#include "log/import/text/table.hpp"

namespace megabandit {

/// How the comparisons of one pair within one group went.
struct JudgedPair {
  std::uint32_t group = 0;  ///< index into PreferenceLog::groups
  Pair pair;
  PairTotals totals;  ///< at least one comparison
  friend bool operator==(const JudgedPair&, const JudgedPair&) = default;
};

/// Comparisons are drawn from a log with replacement, so the counts are all that a replay needs. Groups
/// (situations, judges, versions) are what should not be mixed unasked.
struct PreferenceLog {
  std::vector<std::string> candidates;  ///< [K] names, unique
  RowMatrix<float> features;            ///< [K, d] of the candidates; [0, 0]: none are known
  std::vector<std::string> groups;      ///< names, unique, at least one; "" where nothing tells groups apart
  std::vector<JudgedPair> pairs;        ///< by (group, pair), each once
  std::string created_by;               ///< the command that made it
};

std::uint64_t comparisons_of(const PairTotals& totals);
std::uint64_t comparisons_of(const PreferenceLog& log);

/// The comparisons of some groups taken together, as a log with the one group "" and the candidates that
/// occur in it, in their order; no names: of all groups. @throws DataError listing the groups there are
PreferenceLog of_groups(const PreferenceLog& log, std::span<const std::string> names);

/// The comparisons among some candidates, in the order of `names`. @throws DataError for an unknown name
PreferenceLog of_candidates(const PreferenceLog& log, std::span<const std::string> names);

/// Adds comparisons up. Candidates and groups are numbered as they come.
class PreferenceBuilder {
 public:
  CandidateId candidate(const std::string& name) { return CandidateId(candidates_.number(name)); }
  std::uint32_t group(const std::string& name) { return groups_.number(name); }
  /// `count` comparisons with the outcome for Pair{one, other}: Outcome::a means that `one` won.
  void add(std::uint32_t group, CandidateId one, CandidateId other, Outcome outcome, std::uint64_t count = 1);
  bool has_group(const std::string& name) const { return groups_.find(name) < groups_.names().size(); }
  PreferenceLog log() const;

 private:
  NameIndex candidates_, groups_;
  std::map<std::pair<std::uint32_t, Pair>, PairTotals> pairs_;
};

}  // namespace megabandit
