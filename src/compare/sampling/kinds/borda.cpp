#include <algorithm>
#include <optional>

#include "compare/divergence.hpp"
#include "compare/sampling/draws.hpp"
#include "compare/sampling/kinds/kinds.hpp"
#include "compare/targets/borda.hpp"

namespace megabandit::sampling_rules {
namespace {

class Borda final : public SamplingRule {
 public:
  void begin_wave(const Contest& contest, std::uint64_t) override {
    evidence_.emplace(contest);
    plays_.assign(contest.candidates(), 0);
    against_.assign(contest.candidates(), 0);
    for (std::uint32_t j = 0; j < contest.candidates(); ++j) {
      plays_[j] = contest.subject_comparisons(CandidateId(j));
      against_[j] = evidence_->against(CandidateId(j));
    }
    seen_ = 0;
  }

  /// The subject depends on what is known and on the subjects chosen since, never on their opponents: these
  /// are drawn at random, which is what makes a share of wins that of the Borda score.
  Choosing next(const Draft& draft) override {
    for (; seen_ < draft.chosen.size(); ++seen_) await(draft.chosen[seen_].subject.value);
    const CandidateId subject = next_subject(draft.ticket);
    const auto other = static_cast<std::uint32_t>(Draws(draft).below(draft.contest.candidates() - 1));
    const CandidateId opponent(other < subject.value ? other : other + 1);
    return {pair_of(subject, opponent), subject};
  }

 private:
  // What the evidence against j grows by with one more comparison, should it go on as before.
  double expected_gain(std::uint32_t j) const {
    const BordaForm &leader = evidence_->form(evidence_->leader()), &one = evidence_->form(CandidateId(j));
    const double pooled =
        (leader.wins + one.wins + 1) / (leader.wins + leader.losses + one.wins + one.losses + 2);
    return bernoulli_kl(std::min(pooled, (one.wins + 0.5) / (one.wins + one.losses + 1)), pooled);
  }

  void await(std::uint32_t subject) {
    ++plays_[subject];
    against_[subject] += expected_gain(subject);
  }

  // Everyone once; then the leader and the one least refuted, in turns.
  CandidateId next_subject(std::uint64_t ticket) const {
    if (const auto unseen = std::ranges::find(plays_, 0); unseen != plays_.end())
      return CandidateId(static_cast<std::uint32_t>(unseen - plays_.begin()));
    const CandidateId leader = evidence_->leader();
    if (ticket % 2 == 0) return leader;
    CandidateId least(leader.value == 0 ? 1 : 0);
    for (std::uint32_t j = 0; j < against_.size(); ++j) {
      if (CandidateId(j) == leader) continue;
      if (against_[j] < against_[least.value] ||
          (against_[j] == against_[least.value] && plays_[j] < plays_[least.value]))
        least = CandidateId(j);
    }
    return least;
  }

  // Of this wave.
  std::optional<BordaEvidence> evidence_;
  std::vector<std::uint64_t> plays_;  // as subject, with those awaited
  std::vector<double> against_;       // as it may be once those awaited are known
  std::size_t seen_ = 0;
};

}  // namespace

/// Top two for Borda scores: the leader and the least refuted one in turns, each against random opponents.
SamplingRuleKind borda() {
  return {{"borda", "the leader and the one least refuted, in turns, against random opponents", {}},
          [](std::uint64_t, const CompareSettings&) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<Borda>();
          },
          {Target::borda},
          {Target::borda}};
}

}  // namespace megabandit::sampling_rules
