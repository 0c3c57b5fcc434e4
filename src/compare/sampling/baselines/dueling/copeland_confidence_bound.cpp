#include <algorithm>

#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/baselines/dueling/confidence_bounds.hpp"
#include "compare/sampling/kept.hpp"

namespace megabandit::sampling::baselines {
namespace {

// The paper's sets: who may be a Copeland winner (B), whom each of these is thought to lose to (B^i), and to
// how many a Copeland winner is thought to lose (L_C).
struct Hypotheses {
  explicit Hypotheses(std::uint32_t candidates)
      : winners(candidates, 1), beaten_by(candidates * candidates, 0), losses(candidates) {}
  std::vector<char> winners;    // B
  std::vector<char> beaten_by;  // B^i, row by row
  std::uint64_t losses;         // L_C
};

class CopelandConfidenceBound final : public SamplingRule {
 public:
  CopelandConfidenceBound(std::uint64_t candidates, double alpha)
      : tableau_(candidates, "ccb"), alpha_(alpha), held_(tableau_.candidates()) {}

  void begin_wave(const Contest&, std::uint64_t) override { tableau_.begin_wave(); }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    if (const auto first = tableau_.never_compared()) return *first;
    Draws draws(draft);
    const ConfidenceBounds bounds(tableau_, alpha_, draft.ticket);
    revise(bounds, draws);
    if (draws.uniform() < 0.25)
      if (const auto hypothesis = any_open_hypothesis(bounds, draws)) return *hypothesis;
    const std::uint32_t one = any_optimistic_winner(draws);
    return compare(one, opponent(one, bounds, draws));
  }

  void save(SavedState& state) const override {
    state.arrays["rule.winners"] = as_array(held_.winners);
    state.arrays["rule.beaten_by"] = as_array(held_.beaten_by);
    state.numbers["rule.losses"] = static_cast<double>(held_.losses);
  }
  void load(const SavedState& state) override {
    held_.winners = from_array<char>(state.arrays.at("rule.winners"));
    held_.beaten_by = from_array<char>(state.arrays.at("rule.beaten_by"));
    held_.losses = static_cast<std::uint64_t>(state.numbers.at("rule.losses"));
  }

 private:
  std::uint32_t all() const { return tableau_.candidates(); }
  char& beaten(std::uint32_t i, std::uint32_t j) { return held_.beaten_by[std::size_t{i} * all() + j]; }
  char beaten(std::uint32_t i, std::uint32_t j) const { return held_.beaten_by[std::size_t{i} * all() + j]; }
  std::uint64_t number_beating(std::uint32_t i) const {
    std::uint64_t number = 0;
    for (std::uint32_t j = 0; j < all(); ++j) number += beaten(i, j) != 0;
    return number;
  }

  // Copeland scores at best and at worst.
  void score(const ConfidenceBounds& bounds) {
    upper_.assign(all(), 0);
    lower_.assign(all(), 0);
    for (std::uint32_t i = 0; i < all(); ++i)
      for (std::uint32_t k = 0; k < all(); ++k) {
        upper_[i] += i != k && bounds.upper(i, k) >= 0.5;
        lower_[i] += i != k && bounds.lower(i, k) >= 0.5;
      }
  }

  // Steps A, B and C of the paper's algorithm 1.
  void revise(const ConfidenceBounds& bounds, Draws& draws) {
    score(bounds);
    if (disproved(bounds)) held_ = Hypotheses(all());
    remove_losers(bounds);
    const std::uint64_t most = *std::ranges::max_element(upper_);
    for (std::uint32_t i = 0; i < all(); ++i)
      if (upper_[i] == most && upper_[i] == lower_[i]) add_winner(i, draws);
  }

  bool disproved(const ConfidenceBounds& bounds) const {
    for (std::uint32_t i = 0; i < all(); ++i)
      for (std::uint32_t j = 0; j < all(); ++j)
        if (beaten(i, j) && bounds.lower(i, j) > 0.5) return true;
    return false;
  }

  void remove_losers(const ConfidenceBounds& bounds) {
    const std::uint64_t best = *std::ranges::max_element(lower_);
    for (std::uint32_t i = 0; i < all(); ++i) {
      if (!held_.winners[i] || upper_[i] >= best) continue;
      held_.winners[i] = 0;
      if (number_beating(i) == held_.losses + 1) continue;
      for (std::uint32_t k = 0; k < all(); ++k) beaten(i, k) = bounds.upper(i, k) < 0.5;
    }
    if (std::ranges::count(held_.winners, 0) == static_cast<std::ptrdiff_t>(all())) held_ = Hypotheses(all());
  }

  void add_winner(std::uint32_t i, Draws& draws) {
    held_.winners[i] = 1;
    held_.losses = all() - 1 - upper_[i];
    for (std::uint32_t k = 0; k < all(); ++k) beaten(i, k) = 0;
    for (std::uint32_t j = 0; j < all(); ++j)
      if (j != i) keep_beating(j, draws);
  }

  // To be ruled out, j must lose to one more than a winner does: as many of its B^j are enough.
  void keep_beating(std::uint32_t j, Draws& draws) {
    std::uint64_t number = number_beating(j);
    const std::uint64_t wanted = held_.losses + 1;
    if (number < wanted)
      for (std::uint32_t k = 0; k < all(); ++k) beaten(j, k) = 0;
    for (; number > wanted; --number)
      beaten(j, any(draws, [&](std::uint32_t k) { return beaten(j, k) != 0; })) = 0;
  }

  // Any index with `among`, or K.
  template <class Among>
  std::uint32_t any(Draws& draws, const Among& among) const {
    return any_best(
        draws, all(), among, [](std::uint32_t) { return 0.0; }, all());
  }

  // A pair (i, j) such that i is thought to lose to j, which is not certain.
  std::optional<Choosing> any_open_hypothesis(const ConfidenceBounds& bounds, Draws& draws) const {
    const auto open = [&](std::uint32_t index) {
      const std::uint32_t i = index / all(), j = index % all();
      return beaten(i, j) && bounds.lower(i, j) <= 0.5 && bounds.upper(i, j) >= 0.5;
    };
    const std::uint32_t none = all() * all();
    const std::uint32_t index = any_best(
        draws, none, open, [](std::uint32_t) { return 0.0; }, none);
    return index == none ? std::nullopt : std::optional(compare(index / all(), index % all()));
  }

  std::uint32_t any_optimistic_winner(Draws& draws) const {
    const std::uint64_t most = *std::ranges::max_element(upper_);
    const auto optimistic = [&](std::uint32_t i) { return upper_[i] == most; };
    const auto both = [&](std::uint32_t i) { return optimistic(i) && held_.winners[i]; };
    const bool narrow = draws.uniform() < 2.0 / 3;
    const std::uint32_t one = narrow ? any(draws, both) : all();
    return one < all() ? one : any(draws, optimistic);
  }

  // Who may beat it most, of those whom it does not certainly beat: half of the time among its B^i alone.
  std::uint32_t opponent(std::uint32_t one, const ConfidenceBounds& bounds, Draws& draws) const {
    const bool hypothesis = draws.uniform() < 0.5;
    const auto upper = [&](std::uint32_t j) { return bounds.upper(j, one); };
    const auto uncertain = [&](std::uint32_t j) { return j != one && bounds.lower(j, one) <= 0.5; };
    const auto both = [&](std::uint32_t j) { return uncertain(j) && beaten(one, j); };
    std::uint32_t other = hypothesis ? any_best(draws, all(), both, upper, all()) : all();
    if (other == all()) other = any_best(draws, all(), uncertain, upper, all());
    if (other == all()) other = any(draws, [&](std::uint32_t j) { return j != one; });
    return other;
  }

  Tableau tableau_;
  double alpha_;
  Hypotheses held_;
  std::vector<std::uint64_t> upper_, lower_;  // of this choice
};

}  // namespace

/// Zoghi et al. 2015; specification 6.8. Nobody is compared with itself.
SamplingRuleKind copeland_confidence_bound() {
  return kind_with_alpha<CopelandConfidenceBound>(
      "ccb", "who may beat the most others, against who may beat it (Copeland confidence bound)",
      any_pair_counts());
}

}  // namespace megabandit::sampling::baselines
