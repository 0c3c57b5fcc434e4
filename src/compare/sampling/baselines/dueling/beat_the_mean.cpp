#include <algorithm>
#include <cmath>
#include <limits>

#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/kept.hpp"
#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class BeatTheMean final : public SamplingRule {
 public:
  BeatTheMean(std::uint64_t candidates, double delta)
      : tableau_(candidates, "beat-the-mean"), delta_(delta), active_(candidates, 1) {}

  void begin_wave(const Contest& contest, std::uint64_t) override {
    tableau_.begin_wave();
    active_ = still_active(contest);
    known_waves_ = contest.waves();
  }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    Draws draws(draft);
    const std::uint32_t one = best_of(tableau_.candidates(), [&](std::uint32_t j) {
      return active_[j] ? -static_cast<double>(plays(j)) : -kInfinity;
    });
    return compare(one, any_other(one, draws));
  }

  bool exhausted(const Contest& contest) const override {
    return std::ranges::count(still_active(contest), 1) == 1;
  }
  CandidateId answer(const Contest& contest) const override {
    const std::vector<char> active = still_active(contest);
    return CandidateId(best_of(tableau_.candidates(), [&](std::uint32_t j) {
      return active[j] ? form(contest, active, j).share() : -1.0;
    }));
  }

  void save(SavedState& state) const override {
    state.arrays["rule.active"] = as_array(active_);
    state.numbers["rule.known_waves"] = static_cast<double>(known_waves_);
  }
  void load(const SavedState& state) override {
    active_ = from_array<char>(state.arrays.at("rule.active"));
    known_waves_ = static_cast<std::uint64_t>(state.numbers.at("rule.known_waves"));
  }

 private:
  // How one did against those still active.
  struct Form {
    double wins = 0, plays = 0;
    double share() const { return plays > 0 ? wins / plays : 0.5; }
  };

  static Form form(const Contest& contest, const std::vector<char>& active, std::uint32_t j) {
    Form form;
    for (std::uint32_t k = 0; k < active.size(); ++k)
      if (active[k] && k != j) {
        form.wins += static_cast<double>(contest.counts().wins(CandidateId(j), CandidateId(k)));
        form.plays += static_cast<double>(contest.counts().decided(CandidateId(j), CandidateId(k)));
      }
    return form;
  }

  std::uint64_t plays(std::uint32_t j) const {
    std::uint64_t sum = 0;
    for (std::uint32_t k = 0; k < tableau_.candidates(); ++k)
      if (active_[k] && k != j) sum += tableau_.plays(j, k);
    return sum;
  }

  std::uint32_t any_other(std::uint32_t one, Draws& draws) const {
    std::uint64_t skip = draws.below(static_cast<std::uint64_t>(std::ranges::count(active_, 1)) - 1);
    std::uint32_t j = 0;
    while (!active_[j] || j == one || skip-- > 0) ++j;
    return j;
  }

  // Without those who are certainly below the best by now.
  std::vector<char> still_active(const Contest& contest) const {
    std::vector<char> active = active_;
    while (contest.waves() != known_waves_) {
      const std::optional<std::uint32_t> worst = beaten(contest, active);
      if (!worst) break;
      active[*worst] = 0;
    }
    return active;
  }

  std::optional<std::uint32_t> beaten(const Contest& contest, const std::vector<char>& active) const {
    const double candidates = static_cast<double>(active.size()),
                 t = static_cast<double>(contest.comparisons());
    const double log_term = std::log(2 * candidates * t * t / delta_);
    double best_lower = -kInfinity, worst_share = kInfinity, worst_upper = kInfinity;
    std::uint32_t worst = 0;
    for (std::uint32_t j = 0; j < active.size(); ++j) {
      if (!active[j]) continue;
      const Form that = form(contest, active, j);
      const double radius = that.plays > 0 ? std::sqrt(log_term / (2 * that.plays)) : kInfinity;
      best_lower = std::max(best_lower, that.share() - radius);
      if (that.share() < worst_share)
        worst_share = that.share(), worst_upper = that.share() + radius, worst = j;
    }
    return worst_upper < best_lower ? std::optional(worst) : std::nullopt;
  }

  Tableau tableau_;
  double delta_;
  std::vector<char> active_;
  std::uint64_t known_waves_ = 0;  // that `active_` takes account of
};

}  // namespace

/// Yue & Joachims 2011; specification 6.8. Of a comparison of two active candidates both sides count.
SamplingRuleKind beat_the_mean() {
  SamplingRuleKind kind{
      {"beat-the-mean", "the active one that played least against any active one; the worst are dropped", {}},
      [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<SamplingRule> {
        return std::make_unique<BeatTheMean>(candidates, complete.delta);
      },
      beating_everyone(),
      {}};
  kind.heeds_delta = true;
  kind.ends_itself = true;
  return kind;
}

}  // namespace megabandit::sampling::baselines
