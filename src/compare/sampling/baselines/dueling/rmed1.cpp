#include <algorithm>
#include <cmath>

#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/kept.hpp"
#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {
namespace {

class Rmed1 final : public SamplingRule {
 public:
  Rmed1(std::uint64_t candidates, double factor)
      : tableau_(candidates, "rmed1"),
        slack_(factor * std::pow(static_cast<double>(candidates), 1.01)),
        next_loop_(candidates, 1) {}

  void begin_wave(const Contest&, std::uint64_t) override { tableau_.begin_wave(); }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    if (const auto first = tableau_.never_compared()) return *first;
    if (rest_.empty()) begin_loop();
    const std::uint32_t one = rest_.back();
    rest_.pop_back();
    note_likely(draft);
    return compare(one, opponent(one, draft.contest.leader().value));
  }

  void save(SavedState& state) const override {
    state.arrays["rule.rest"] = as_array(rest_);
    state.arrays["rule.next_loop"] = as_array(next_loop_);
  }
  void load(const SavedState& state) override {
    rest_ = from_array<std::uint32_t>(state.arrays.at("rule.rest"));
    next_loop_ = from_array<char>(state.arrays.at("rule.next_loop"));
  }

 private:
  void begin_loop() {
    for (std::uint32_t i = tableau_.candidates(); i-- > 0;)
      if (next_loop_[i]) rest_.push_back(i);
    std::ranges::fill(next_loop_, 0);
  }

  // Whoever may be the best, as its likelihood goes, is in the next loop, if it is not to come in this one.
  void note_likely(const Draft& draft) {
    const Contest& contest = draft.contest;
    const double bound = contest.cost_of(contest.leader()) +
                         std::log(static_cast<double>(std::max<std::uint64_t>(draft.ticket, 1))) + slack_;
    for (std::uint32_t i = 0; i < tableau_.candidates(); ++i)
      if (contest.cost_of(CandidateId(i)) <= bound && std::ranges::find(rest_, i) == rest_.end())
        next_loop_[i] = 1;
  }

  // The leader if that is not behind; else who won the largest share against it.
  std::uint32_t opponent(std::uint32_t one, std::uint32_t leader) const {
    if (one != leader && tableau_.share(one, leader) <= 0.5) return leader;
    return best_of(tableau_.candidates(),
                   [&](std::uint32_t j) { return j == one ? -1.0 : 1 - tableau_.share(one, j); });
  }

  Tableau tableau_;
  double slack_;
  std::vector<std::uint32_t> rest_;  // of this loop, the next one last
  std::vector<char> next_loop_;
};

}  // namespace

/// Komiyama et al. 2015; specification 6.5. Nobody is compared with itself: the leader, which would be, meets
/// its strongest rival.
SamplingRuleKind rmed1() {
  return {{"rmed1",
           "all who may be the best by their likelihood, in turn, against the leader or who beats them most",
           {{"slack", 0.3, 0, kUnlimited, "of the likelihood, for each candidate^1.01"}}},
          [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<Rmed1>(candidates, complete.rule_parameters.at("slack"));
          },
          beating_everyone(),
          {}};
}

}  // namespace megabandit::sampling::baselines
