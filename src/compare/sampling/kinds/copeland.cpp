#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "compare/divergence.hpp"
#include "compare/sampling/kinds/kinds.hpp"
#include "compare/sampling/tableau.hpp"
#include "compare/targets/copeland.hpp"

namespace megabandit::sampling_rules {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

class Copeland final : public SamplingRule {
 public:
  Copeland(std::uint64_t candidates, double delta)
      : evidence_(candidates),
        tableau_(candidates, "copeland"),
        threshold_(evidence_.threshold(delta)),
        everyone_(candidates, 1) {}

  void begin_wave(const Contest& contest, std::uint64_t) override {
    evidence_.observe(contest);
    rival_ = evidence_.least_refuted();
    tableau_.begin_wave();
  }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    const Choosing owed = tableau_.least_played(everyone_);
    if (static_cast<double>(tableau_.plays(owed.pair.a.value, owed.pair.b.value)) < due(draft)) return owed;
    if (const auto useful = cheapest(Side::helpful)) return *useful;
    if (const auto open = cheapest(Side::any)) return *open;
    return owed;
  }

  void save(SavedState& state) const override { evidence_.save(state, "rule.copeland"); }
  void load(const SavedState& state) override { evidence_.load(state, "rule.copeland"); }

 private:
  /// Decisions that are sought: wins of the leader and losses of the rival, or any.
  enum class Side { helpful, any };

  // Comparisons that every pair is owed of as many as there were (specification 4.4).
  double due(const Draft& draft) const {
    const auto candidates = static_cast<double>(tableau_.candidates());
    const double pairs = candidates * (candidates - 1) / 2;
    return std::max(1.0, 0.5 * std::sqrt(static_cast<double>(draft.ticket) / pairs));
  }

  // How many more comparisons it may take to decide that `loser` loses to `winner`, at best (its share half a
  // standard error below what was seen): infinite where that is decided, not likely, or to be expected of
  // what is awaited.
  double remaining(CandidateId loser, CandidateId winner) const {
    const double evidence = evidence_.lost(loser, winner);
    if (evidence >= threshold_ || evidence_.lost(winner, loser) >= threshold_) return kNever;
    const std::uint32_t i = loser.value, j = winner.value;
    const auto plays = static_cast<double>(tableau_.decided(i, j));
    const double share =
        (static_cast<double>(tableau_.wins(i, j)) + 1) / (plays + 2) - 0.5 / std::sqrt(plays + 1);
    if (share >= 0.5) return kNever;
    const double gain = bernoulli_kl(std::max(share, 0.0), 0.5);
    const auto awaited = static_cast<double>(tableau_.expected(i, j)) - plays;
    const double more = (threshold_ - evidence) / gain - awaited;
    return more > 0 ? more : kNever;
  }

  std::optional<Choosing> cheapest(Side side) const {
    std::optional<Choosing> best;
    double least = kNever;
    const auto consider = [&](CandidateId loser, CandidateId winner) {
      if (const double one = remaining(loser, winner); one < least)
        least = one, best = sampling::compare(winner.value, loser.value);
    };
    for (std::uint32_t k = 0; k < tableau_.candidates(); ++k) {
      const CandidateId other(k), leader = evidence_.leader();
      if (other != leader) consider(other, leader);
      if (other != rival_) consider(rival_, other);
      if (side == Side::any && other != leader) consider(leader, other);
      if (side == Side::any && other != rival_) consider(other, rival_);
    }
    return best;
  }

  CopelandEvidence evidence_;
  sampling::Tableau tableau_;
  double threshold_;
  std::vector<char> everyone_;
  CandidateId rival_{};  // of this wave
};

}  // namespace

/// Optimistic decisions: of the pairs that would show that the leader beats many or its hardest rival loses
/// to many, the one that seems the soonest decided.
SamplingRuleKind copeland() {
  SamplingRuleKind kind{
      {"copeland", "pairs soonest decided in favour of the leader or against its hardest rival", {}},
      [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<SamplingRule> {
        return std::make_unique<Copeland>(candidates, complete.delta);
      },
      {Target::copeland},
      {Target::copeland}};
  kind.heeds_delta = true;
  return kind;
}

}  // namespace megabandit::sampling_rules
