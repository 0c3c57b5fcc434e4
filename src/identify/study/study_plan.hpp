#pragma once
// What a study repeats: sampling rules, each watched by stopping rules at several deltas.

#include <cstdint>
#include <string>
#include <vector>

#include "compare/settings.hpp"

namespace megabandit {

class Schema;

/// Table [study].
struct StudySettings {
  std::uint64_t repeats = 200;
  std::vector<std::string> rules = {};  ///< "NAME" or "NAME KEY=VALUE ..."; empty: that of [compare]
  std::vector<std::string> stops = {};  ///< the same
  std::vector<double> deltas{0.1, 0.01, 0.001};
  std::uint64_t threads = 1;  ///< of each rank
};

void declare(Schema& schema, StudySettings& study);

/// Contests that one run of a sampling rule stands for: its course does not depend on the stopping rules that
/// watch it, nor on delta unless the rule heeds that.
struct StudyArm {
  std::string rule;                    ///< as it was given
  CompareSettings settings;            ///< delta: the least of `deltas`
  std::vector<CompareSettings> stops;  ///< the same settings with each stopping rule
  std::vector<double> deltas;          ///< descending
  bool ends_itself = false;            ///< it then goes on to its own end
};

/// @throws ConfigError for rules or parameters that do not exist or do not suit the target
std::vector<StudyArm> study_arms(const StudySettings& study, const CompareSettings& compare);

/// 1.1^k, rounded up, from K - 1 up to `most`; increasing.
std::vector<std::uint64_t> study_budgets(std::uint64_t candidates, std::uint64_t most);

}  // namespace megabandit
