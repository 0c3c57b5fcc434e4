#pragma once
// The rows of the table of stopping rules, each made in the file of its name.

#include "compare/stopping/table.hpp"

namespace megabandit::stopping_rules {

StoppingRuleKind hyb();      // evidence.cpp
StoppingRuleKind product();  // evidence.cpp
StoppingRuleKind average();  // evidence.cpp
StoppingRuleKind ktmax();
StoppingRuleKind kk();
StoppingRuleKind glrh();
StoppingRuleKind identify_or_reject();
// model.cpp: under a Bradley-Terry model
StoppingRuleKind kn();
StoppingRuleKind preq();
StoppingRuleKind uhyb();
StoppingRuleKind combo();

// in the file of its name: for the target of its name
StoppingRuleKind borda();
StoppingRuleKind copeland();

}  // namespace megabandit::stopping_rules
