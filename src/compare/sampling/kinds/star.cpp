// The leader of the fit against each other, effort inversely proportional to how clearly it wins
// (LLM-PO specification 2.2 on fitted scores; design `star` of 4.6).

#include "compare/bradley_terry/logistic.hpp"
#include "compare/sampling/kinds/kinds.hpp"
#include "compare/sampling/structured_tracking.hpp"

namespace megabandit::sampling_rules {
namespace {

constexpr double kLeastDivergence = 1e-3;  // of estimates: else one even pair would take all comparisons

class Star : public StructuredTracking {
 public:
  using StructuredTracking::StructuredTracking;

 protected:
  Eigen::ArrayXd proportions(const Contest& contest) override {
    const Vector scores = contest.structure()->scores();
    const CandidateId leader = contest.structure()->leader();
    Eigen::ArrayXd weights = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(pairs().size()));
    for (std::size_t p = 0; p < pairs().size(); ++p) {
      const auto [a, b] = pairs()[p];
      if (a != leader && b != leader) continue;
      const double divergence = logistic_divergence(scores[a.value] - scores[b.value], 0);
      weights[static_cast<Eigen::Index>(p)] = 1 / std::max(divergence, kLeastDivergence);
    }
    return weights / weights.sum();
  }
};

}  // namespace

SamplingRuleKind star() {
  return {{"star",
           "the leader of the fit against each other, inversely to how clearly it wins: with scores of their "
           "own for "
           "all candidates what `uhyb` needs least of (LLM-PO, `star`)",
           {}},
          [](std::uint64_t candidates, const CompareSettings&) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<Star>(candidates);
          },
          {Target::bradley_terry, Target::linear},
          {},
          true};
}

}  // namespace megabandit::sampling_rules
