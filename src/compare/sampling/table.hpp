#pragma once
// All sampling rules by name.

#include <memory>
#include <vector>

#include "compare/sampling/sampling_rule.hpp"
#include "compare/settings.hpp"

namespace megabandit {

struct SamplingRuleKind {
  Choice choice;
  std::unique_ptr<SamplingRule> (*make)(std::uint64_t candidates,
                                        const CompareSettings& complete);  ///< all parameters are there
  std::vector<Target> targets;                                             ///< those it can be used for
  std::vector<Target> standard_for;  ///< those for which `auto` means it
  bool needs_structure = false;      ///< a Bradley-Terry model in the contest
  bool heeds_delta = false;          ///< asks otherwise for another delta
  bool ends_itself = false;          ///< with an answer of its own (SamplingRule::exhausted)
};

const std::vector<SamplingRuleKind>& sampling_rule_kinds();

/// The kind that these settings mean: "auto" is that of the target.
/// @throws ConfigError for an unknown rule or one that does not suit the target
const SamplingRuleKind& sampling_rule_kind(const CompareSettings& settings);

/// @throws ConfigError for an unknown rule or parameter, a value out of range, or a rule that does not suit
/// the target
std::unique_ptr<SamplingRule> make_sampling_rule(std::uint64_t candidates, const CompareSettings& settings);

}  // namespace megabandit
