// The e-processes of the contest (LLM-PO specification 4.2).

#include "compare/stopping/kinds/kinds.hpp"
#include "compare/stopping/refuted.hpp"

namespace megabandit::stopping_rules {
namespace {

double mean_evidence(const Contest& contest, CandidateId j) { return contest.evidence().log_e(j); }
double product_evidence(const Contest& contest, CandidateId j) { return contest.evidence().product(j); }
double average_evidence(const Contest& contest, CandidateId j) { return contest.evidence().average(j); }

template <double (*against)(const Contest&, CandidateId)>
std::unique_ptr<StoppingRule> make(std::uint64_t, const CompareSettings&) {
  return std::make_unique<RefutedBy<against>>();
}

}  // namespace

StoppingRuleKind hyb() {
  return {
      {"hyb",
       "the evidence against each other candidate, as a bet on all it loses to and on each alone, reaches "
       "1 / delta",
       {}},
      make<mean_evidence>,
      beating_everyone(),
      {Target::condorcet, Target::bradley_terry}};
}

StoppingRuleKind product() {
  return {{"product", "the same with the bet on all it loses to alone", {}},
          make<product_evidence>,
          beating_everyone(),
          {}};
}

StoppingRuleKind average() {
  return {{"average", "the same with the mean of the bets on each opponent alone", {}},
          make<average_evidence>,
          beating_everyone(),
          {}};
}

}  // namespace megabandit::stopping_rules
