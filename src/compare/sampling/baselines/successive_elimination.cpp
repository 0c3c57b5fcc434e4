#include <algorithm>
#include <cmath>

#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/kept.hpp"
#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {
namespace {

class SuccessiveElimination final : public SamplingRule {
 public:
  SuccessiveElimination(std::uint64_t candidates, double delta)
      : tableau_(candidates, "sel"), refuted_at_(-std::log(delta)), active_(candidates, 1) {}

  void begin_wave(const Contest& contest, std::uint64_t) override {
    tableau_.begin_wave();
    for (std::uint32_t j = 0; j < tableau_.candidates(); ++j)
      if (contest.evidence().log_e(CandidateId(j)) >= refuted_at_) active_[j] = 0;
  }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    if (std::ranges::count(active_, 1) >= 2) return tableau_.least_played(active_);
    // Only another stopping rule than the one that eliminates comes here: the last one against all others.
    const std::uint32_t last = draft.contest.leader().value;
    return compare(last, best_of(tableau_.candidates(), [&](std::uint32_t j) {
                     return j == last ? -HUGE_VAL : -static_cast<double>(tableau_.plays(last, j));
                   }));
  }

  void save(SavedState& state) const override { state.arrays["rule.active"] = as_array(active_); }
  void load(const SavedState& state) override { active_ = from_array<char>(state.arrays.at("rule.active")); }

 private:
  Tableau tableau_;
  double refuted_at_;
  std::vector<char> active_;  // never refuted
};

}  // namespace

/// SAVAGE (Urvoy et al. 2013) with the evidence of this program; specification 6.7.
SamplingRuleKind successive_elimination() {
  SamplingRuleKind kind{
      {"sel", "the least compared pair of those not refuted yet (successive elimination)", {}},
      [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<SamplingRule> {
        return std::make_unique<SuccessiveElimination>(candidates, complete.delta);
      },
      beating_everyone(),
      {}};
  kind.heeds_delta = true;
  return kind;
}

}  // namespace megabandit::sampling::baselines
