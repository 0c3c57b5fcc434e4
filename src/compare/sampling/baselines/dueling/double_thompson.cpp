#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/baselines/dueling/confidence_bounds.hpp"
#include "compare/sampling/baselines/posterior_signs.hpp"

namespace megabandit::sampling::baselines {
namespace {

class DoubleThompson final : public SamplingRule {
 public:
  DoubleThompson(std::uint64_t candidates, double alpha)
      : tableau_(candidates, "double-thompson"), signs_(candidates), alpha_(alpha) {}

  void begin_wave(const Contest&, std::uint64_t) override { tableau_.begin_wave(); }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    if (const auto first = tableau_.never_compared()) return *first;
    Draws draws(draft);
    const ConfidenceBounds bounds(tableau_, alpha_, draft.ticket);
    const std::uint32_t one = champion(bounds, draws);
    return compare(one, rival(one, bounds, draws));
  }

 private:
  // Of those who may beat the most others the one that does in a draw from the posterior.
  std::uint32_t champion(const ConfidenceBounds& bounds, Draws& draws) {
    const std::uint32_t all = tableau_.candidates();
    std::vector<std::uint32_t> may_beat(all, 0);
    for (std::uint32_t i = 0; i < all; ++i)
      for (std::uint32_t j = 0; j < all; ++j) may_beat[i] += i != j && bounds.upper(i, j) > 0.5;
    const std::uint32_t most = *std::ranges::max_element(may_beat);
    const std::vector<std::uint32_t> wins = signs_.draw_wins(tableau_, draws);
    return any_best(
        draws, all, [&](std::uint32_t i) { return may_beat[i] == most; },
        [&](std::uint32_t i) { return static_cast<double>(wins[i]); }, 0);
  }

  // Who beats it most clearly in another draw, among those whom it does not certainly beat.
  std::uint32_t rival(std::uint32_t one, const ConfidenceBounds& bounds, Draws& draws) const {
    const std::uint32_t all = tableau_.candidates();
    const auto drawn = [&](std::uint32_t i) {
      return draws.beta(static_cast<double>(tableau_.wins(i, one)) + 1,
                        static_cast<double>(tableau_.wins(one, i)) + 1);
    };
    const auto uncertain = [&](std::uint32_t i) { return i != one && bounds.lower(i, one) <= 0.5; };
    const std::uint32_t best = any_best(draws, all, uncertain, drawn, all);
    if (best < all) return best;
    return any_best(
        draws, all, [&](std::uint32_t i) { return i != one; }, drawn, all);
  }

  Tableau tableau_;
  PosteriorSigns signs_;
  double alpha_;
};

}  // namespace

/// Wu & Liu 2016; specification 6.4. Nobody is compared with itself.
SamplingRuleKind double_thompson() {
  return kind_with_alpha<DoubleThompson>(
      "double-thompson", "both of a pair by Thompson sampling, within confidence bounds", beating_everyone());
}

}  // namespace megabandit::sampling::baselines
