#pragma once
// The rows of the table of sampling rules, each made in the file of its name.

#include "compare/sampling/table.hpp"

namespace megabandit::sampling_rules {

// challenge.cpp: leader against challenger, or challenger against its nemesis
SamplingRuleKind challenger();
SamplingRuleKind nemesis();
SamplingRuleKind leader();
SamplingRuleKind mix();
SamplingRuleKind half();
// track.cpp: optimal proportions of the shares so far
SamplingRuleKind track_leader();
SamplingRuleKind track_nemesis();
// proportions made from a Bradley-Terry model
SamplingRuleKind opt();
SamplingRuleKind star();
SamplingRuleKind d_optimal();

// in the file of its name: for the target of its name
SamplingRuleKind borda();
SamplingRuleKind copeland();

}  // namespace megabandit::sampling_rules
