#pragma once
// Rules that others proposed, to be compared with: rows of the table of sampling rules, each made in the file
// of its name (LLM-PO specification 6). Where nothing else is said they compare every pair once first, and
// what was chosen but not answered yet counts as compared.

#include "compare/sampling/table.hpp"

namespace megabandit::sampling::baselines {

/// Targets for which every pair may tell something: all but Borda, where opponents must be drawn at random.
inline std::vector<Target> any_pair_counts() {
  std::vector<Target> targets = beating_everyone();
  targets.push_back(Target::copeland);
  return targets;
}

SamplingRuleKind uniform();
SamplingRuleKind round_robin();
SamplingRuleKind eps_greedy();
SamplingRuleKind rucb();
SamplingRuleKind double_thompson();
SamplingRuleKind rmed1();
SamplingRuleKind top_two_ts();
SamplingRuleKind top_two_t3c();
SamplingRuleKind successive_elimination();
SamplingRuleKind beat_the_mean();
SamplingRuleKind copeland_confidence_bound();
SamplingRuleKind sequential_halving();
SamplingRuleKind knockout();
SamplingRuleKind arena();

/// All of them.
std::vector<SamplingRuleKind> kinds();

}  // namespace megabandit::sampling::baselines
