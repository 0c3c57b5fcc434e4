#include <algorithm>

#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/baselines/posterior_signs.hpp"

namespace megabandit::sampling::baselines {
namespace {

constexpr int kDrawsForChallenger = 100;  // then the one whose being the best costs least (specification 6.6)

enum class Challenger { drawn, cheapest };

class TopTwo final : public SamplingRule {
 public:
  TopTwo(std::uint64_t candidates, Challenger challenger)
      : tableau_(candidates, "top-two"), signs_(candidates), challenger_(challenger) {}

  void begin_wave(const Contest&, std::uint64_t) override { tableau_.begin_wave(); }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    if (const auto first = tableau_.never_compared()) return *first;
    Draws draws(draft);
    const std::uint32_t leader = drawn_best(draws);
    return compare(leader, challenger(leader, draft.contest, draws));
  }

 private:
  // The one that beats the most others in a draw from the posterior, of equals any.
  std::uint32_t drawn_best(Draws& draws) {
    const std::vector<std::uint32_t> wins = signs_.draw_wins(tableau_, draws);
    const std::uint32_t most = *std::ranges::max_element(wins);
    std::uint64_t skip = draws.below(static_cast<std::uint64_t>(std::ranges::count(wins, most)));
    std::uint32_t i = 0;
    while (wins[i] != most || skip-- > 0) ++i;
    return i;
  }

  std::uint32_t challenger(std::uint32_t leader, const Contest& contest, Draws& draws) {
    for (int i = 0; challenger_ == Challenger::drawn && i < kDrawsForChallenger; ++i)
      if (const std::uint32_t other = drawn_best(draws); other != leader) return other;
    return cheapest(leader, contest);
  }

  // The other one with the least cost (Contest::cost_of) of being the best.
  std::uint32_t cheapest(std::uint32_t leader, const Contest& contest) const {
    const std::uint32_t first = leader == 0 ? 1 : 0;
    std::uint32_t best = first;
    for (std::uint32_t j = first; j < tableau_.candidates(); ++j)
      if (j != leader && contest.cost_of(CandidateId(j)) < contest.cost_of(CandidateId(best))) best = j;
    return best;
  }

  Tableau tableau_;
  PosteriorSigns signs_;
  Challenger challenger_;
};

}  // namespace

/// Specification 6.6: top-two Thompson sampling.
SamplingRuleKind top_two_ts() {
  return {{"top-two-ts", "the best in one draw from the posterior against the best in another", {}},
          [](std::uint64_t candidates, const CompareSettings&) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<TopTwo>(candidates, Challenger::drawn);
          },
          beating_everyone(),
          {}};
}

/// Shang et al. 2020 (T3C); specification 6.6.
SamplingRuleKind top_two_t3c() {
  return {
      {"top-two-t3c", "the best in a draw from the posterior against whose being the best costs least", {}},
      [](std::uint64_t candidates, const CompareSettings&) -> std::unique_ptr<SamplingRule> {
        return std::make_unique<TopTwo>(candidates, Challenger::cheapest);
      },
      beating_everyone(),
      {}};
}

}  // namespace megabandit::sampling::baselines
