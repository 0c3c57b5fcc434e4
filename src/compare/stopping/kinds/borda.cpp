#include <cmath>

#include "base/error.hpp"
#include "compare/stopping/kinds/kinds.hpp"
#include "compare/targets/borda.hpp"

namespace megabandit::stopping_rules {
namespace {

class Borda final : public StoppingRule {
 public:
  Standing standing(const Contest& contest, double delta) const override {
    const BordaEvidence evidence(contest);
    Standing now{
        .leader = evidence.leader(), .rival = evidence.least_refuted(), .threshold = -std::log(delta)};
    now.statistic = evidence.against(now.rival);
    if (now.statistic >= now.threshold) now.status = Status::converged;
    return now;
  }
  double against(const Contest& contest, CandidateId j) const override {
    return BordaEvidence(contest).against(j);
  }
};

}  // namespace

/// An error refutes the Borda winner: at most delta (targets/borda.hpp).
StoppingRuleKind borda() {
  return {
      {"borda", "everyone else is refuted as having the highest share of wins against random opponents", {}},
      [](std::uint64_t, const CompareSettings& complete) -> std::unique_ptr<StoppingRule> {
        if (complete.epsilon > 0)
          throw ConfigError(
              "compare.epsilon is not for the target `borda`, whose scores are of all opponents together: "
              "leave it out");
        return std::make_unique<Borda>();
      },
      {Target::borda},
      {Target::borda}};
}

}  // namespace megabandit::stopping_rules
