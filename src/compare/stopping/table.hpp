#pragma once
// All stopping rules by name.

#include <memory>
#include <vector>

#include "compare/settings.hpp"
#include "compare/stopping/stopping_rule.hpp"

namespace megabandit {

/// What is known of a rule's promise to be wrong at most delta of the time.
enum class Promise {
  proved,     ///< at any number of candidates, any waves
  heuristic,  ///< used in the literature's experiments; exceeds delta now and then
};

struct StoppingRuleKind {
  Choice choice;
  std::unique_ptr<StoppingRule> (*make)(std::uint64_t candidates,
                                        const CompareSettings& complete);  ///< all parameters are there
  std::vector<Target> targets;                                             ///< those it can be used for
  std::vector<Target> standard_for;  ///< those for which `auto` means it, where a winner exists
  Promise promise = Promise::proved;
  Alternatives alternatives = Alternatives::winner;  ///< what it takes for granted
  bool needs_structure = false;                      ///< a Bradley-Terry model in the contest
};

const std::vector<StoppingRuleKind>& stopping_rule_kinds();

/// The kind that these settings mean: "auto" is that of the target and of the alternatives.
/// @throws ConfigError for an unknown rule or one that does not suit the target or the alternatives
const StoppingRuleKind& stopping_rule_kind(const CompareSettings& settings);

/// @throws ConfigError for an unknown rule or parameter, a value out of range, or a rule that does not suit
/// the target or the alternatives
std::unique_ptr<StoppingRule> make_stopping_rule(std::uint64_t candidates, const CompareSettings& settings);

}  // namespace megabandit
