#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {
namespace {

class EpsGreedy final : public SamplingRule {
 public:
  EpsGreedy(std::uint64_t candidates, double epsilon)
      : tableau_(candidates, "eps-greedy"), epsilon_(epsilon) {}

  void begin_wave(const Contest&, std::uint64_t) override { tableau_.begin_wave(); }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    if (const auto first = tableau_.never_compared()) return *first;
    Draws draws(draft);
    return draws.uniform() < epsilon_ ? random_pair(tableau_.candidates(), draws)
                                      : strongest_rival(draft.contest.leader().value);
  }

 private:
  // The one that won the largest share of its comparisons with the leader.
  Choosing strongest_rival(std::uint32_t leader) const {
    return compare(leader, best_of(tableau_.candidates(), [&](std::uint32_t j) {
                     return j == leader ? -1.0 : tableau_.share(j, leader);
                   }));
  }

  Tableau tableau_;
  double epsilon_;
};

}  // namespace

/// Specification 6.2.
SamplingRuleKind eps_greedy() {
  return {{"eps-greedy",
           "the leader against its strongest rival; now and then a random pair",
           {{"random", 0.1, 0, 1, "share of random pairs"}}},
          [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<EpsGreedy>(candidates, complete.rule_parameters.at("random"));
          },
          beating_everyone(),
          {}};
}

}  // namespace megabandit::sampling::baselines
