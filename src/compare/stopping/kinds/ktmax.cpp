// A test of each pair, with a union bound over opponents (LLM-PO specification 4.3, KTmax).

#include <algorithm>
#include <cmath>
#include <numbers>

#include "compare/stopping/kinds/kinds.hpp"
#include "compare/stopping/kinds/shortfalls.hpp"
#include "compare/stopping/refuted.hpp"

namespace megabandit::stopping_rules {
namespace {

/// Krichevsky and Trofimov's mixture loses (1/2) log N + log 2 against the best share at most.
class KtMax : public EveryoneElseRefuted {
 public:
  double against(const Contest& contest, CandidateId j) const override {
    double most = 0;
    for_each_shortfall(contest, j, [&](double divergence, double comparisons) {
      most = std::max(most, divergence - 0.5 * std::log(comparisons));
    });
    return most;
  }

 protected:
  double threshold(const Contest& contest, double delta) const override {
    // The mixture is cut at the bar, which holds 1/2 of the prior, or more.
    const double prior = 2 / std::numbers::pi * std::asin(std::sqrt(contest.bar()));
    return std::log(static_cast<double>(contest.candidates() - 1) / delta) + std::log(4 * prior);
  }
};

}  // namespace

StoppingRuleKind ktmax() {
  return {
      {"ktmax", "each other candidate is refuted by one opponent alone, in closed form (LLM-PO, KTmax)", {}},
      [](std::uint64_t, const CompareSettings&) -> std::unique_ptr<StoppingRule> {
        return std::make_unique<KtMax>();
      },
      beating_everyone(),
      {}};
}

}  // namespace megabandit::stopping_rules
