#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/baselines/dueling/confidence_bounds.hpp"

namespace megabandit::sampling::baselines {
namespace {

class Rucb final : public SamplingRule {
 public:
  Rucb(std::uint64_t candidates, double alpha) : tableau_(candidates, "rucb"), alpha_(alpha) {}

  void begin_wave(const Contest&, std::uint64_t) override { tableau_.begin_wave(); }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    if (const auto first = tableau_.never_compared()) return *first;
    Draws draws(draft);
    const ConfidenceBounds bounds(tableau_, alpha_, draft.ticket);
    const std::uint32_t all = tableau_.candidates();
    const std::uint32_t one = champion(bounds, draft.contest.leader().value, draws);
    const auto other = [&](std::uint32_t j) { return j != one; };
    return compare(one, any_best(
                            draws, all, other, [&](std::uint32_t j) { return bounds.upper(j, one); }, one));
  }

 private:
  // Anyone who may still beat all others: the leader half of the time if it may; anyone at all if nobody may.
  std::uint32_t champion(const ConfidenceBounds& bounds, std::uint32_t leader, Draws& draws) const {
    const std::uint32_t all = tableau_.candidates();
    const auto may_win = [&](std::uint32_t i) {
      for (std::uint32_t j = 0; j < all; ++j)
        if (bounds.upper(i, j) < 0.5) return false;
      return true;
    };
    if (may_win(leader) && draws.uniform() < 0.5) return leader;
    const auto equal = [](std::uint32_t) { return 0.0; };
    const std::uint32_t any = any_best(draws, all, may_win, equal, all);
    return any < all ? any : static_cast<std::uint32_t>(draws.below(all));
  }

  Tableau tableau_;
  double alpha_;
};

}  // namespace

/// Zoghi et al. 2014; specification 6.3. Nobody is compared with itself.
SamplingRuleKind rucb() {
  return kind_with_alpha<Rucb>(
      "rucb", "who may beat everyone, against who may beat it (relative upper confidence bound)",
      beating_everyone());
}

}  // namespace megabandit::sampling::baselines
