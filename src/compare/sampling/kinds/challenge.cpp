// Rules that choose a challenger, the candidate that is least refuted besides the leader, and then an
// opponent for it (LLM-PO specification 4.4, A.2). Each comparison serves one challenger, so that always
// taking the least refuted one makes all of them equally refuted: the optimal proportions, without tuning.

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "compare/sampling/draws.hpp"
#include "compare/sampling/exploration.hpp"
#include "compare/sampling/kinds/kinds.hpp"

namespace megabandit::sampling_rules {
namespace {

/// Who is met when chance does not pick the nemesis.
enum class Otherwise {
  clearest,  ///< who seems to beat the challenger most clearly
  leader,
};

struct Style {
  double thompson;  ///< how often the nemesis is drawn from the posterior, in [0, 1]
  Otherwise otherwise;
  Alternatives alternatives;
};

class Challenge : public SamplingRule {
 public:
  Challenge(std::uint64_t candidates, const Style& style) : style_(style), exploration_(candidates) {}

  void begin_wave(const Contest& contest, std::uint64_t) override;
  Choosing next(const Draft& draft) override;
  void save(SavedState& state) const override { exploration_.save(state); }
  void load(const SavedState& state) override { exploration_.load(state); }

 private:
  void anticipate(const Draft& draft);
  CandidateId challenger(const Contest& contest, Draws& draws) const;
  CandidateId clearest(const Contest& contest, CandidateId challenger) const;
  CandidateId opponent(const Contest& contest, CandidateId challenger, Draws& draws) const;

  Style style_;
  Exploration exploration_;
  std::vector<double> against_;  // log evidence, with what is expected of comparisons under way
  std::size_t anticipated_ = 0;  // of the draft's choices
};

void Challenge::begin_wave(const Contest& contest, std::uint64_t) {
  exploration_.begin_wave();
  against_.resize(contest.candidates());
  for (std::uint32_t j = 0; j < against_.size(); ++j) against_[j] = contest.evidence().log_e(CandidateId(j));
  anticipated_ = 0;
}

// What a comparison under way is expected to add to the evidence against its challenger.
void Challenge::anticipate(const Draft& draft) {
  const Contest& contest = draft.contest;
  for (; anticipated_ < draft.chosen.size(); ++anticipated_) {
    const auto [pair, subject] = draft.chosen[anticipated_];
    const CandidateId other = subject == pair.a ? pair.b : pair.a;
    const auto wins = static_cast<double>(contest.counts().wins(subject, other));
    const auto decided = static_cast<double>(contest.counts().decided(subject, other));
    const double share = std::min((wins + 0.5) / (decided + 1), contest.bar() - 0.05);
    against_[subject.value] += bernoulli_kl(share, contest.bar());
  }
}

// Where there may be no winner at all, the leader must be refutable too: it takes its turn by chance, and as
// any other candidate while there is evidence against it.
CandidateId Challenge::challenger(const Contest& contest, Draws& draws) const {
  const CandidateId leader = contest.leader();
  double bar = std::numeric_limits<double>::infinity();
  if (style_.alternatives == Alternatives::no_winner) {
    if (draws.uniform() * static_cast<double>(contest.candidates()) < 1) return leader;
    if (against_[leader.value] > 0) bar = against_[leader.value];
  }
  CandidateId least = leader;
  for (std::uint32_t j = 0; j < against_.size(); ++j)
    if (against_[j] < bar && j != leader.value) {
      least = CandidateId(j);
      bar = against_[j];
    }
  return least;
}

// Others than the leader are handicapped by a standard error. Who is not ahead of the challenger even so does
// not count, nor do those it never met: the leader then, if that is not the challenger.
CandidateId Challenge::clearest(const Contest& contest, CandidateId challenger) const {
  const CandidateId leader = contest.leader();
  const auto share = [&](CandidateId k) {
    const auto wins = static_cast<double>(contest.counts().wins(challenger, k));
    const auto decided = static_cast<double>(contest.counts().decided(challenger, k));
    return (wins + 1) / (decided + 2) + (k == leader ? 0 : 0.5 / std::sqrt(decided + 1));
  };
  CandidateId best = leader;
  double lowest = challenger == leader ? 2 : std::min(share(leader), contest.bar());
  for (const CandidateId k : contest.counts().opponents(challenger))
    if (const double one = share(k); one < lowest) {
      lowest = one;
      best = k;
    }
  return best;
}

CandidateId Challenge::opponent(const Contest& contest, CandidateId challenger, Draws& draws) const {
  const bool only_leader = style_.otherwise == Otherwise::leader;
  if (draws.uniform() < style_.thompson || (only_leader && challenger == contest.leader()))
    return thompson_nemesis(contest.counts(), challenger, draws);
  const CandidateId met = only_leader ? contest.leader() : clearest(contest, challenger);
  // A leader that takes its turn before anybody was compared.
  return met == challenger ? thompson_nemesis(contest.counts(), challenger, draws) : met;
}

Choosing Challenge::next(const Draft& draft) {
  if (const auto pair = exploration_.owed(draft)) return {*pair, pair->a};
  anticipate(draft);
  Draws draws(draft);
  const CandidateId one = challenger(draft.contest, draws);
  return {pair_of(one, opponent(draft.contest, one, draws)), one};
}

template <Otherwise otherwise>
std::unique_ptr<SamplingRule> with_rho(std::uint64_t candidates, const CompareSettings& settings) {
  return std::make_unique<Challenge>(
      candidates, Style{settings.rule_parameters.at("rho"), otherwise, settings.alternatives});
}

template <int percent, Otherwise otherwise>
std::unique_ptr<SamplingRule> fixed(std::uint64_t candidates, const CompareSettings& settings) {
  return std::make_unique<Challenge>(candidates, Style{percent / 100.0, otherwise, settings.alternatives});
}

Parameter rho() {
  return {"rho", 0.25, 0, 1, "how often the opponent is drawn from what is known, not the clearest one"};
}

}  // namespace

SamplingRuleKind challenger() {
  return {{"challenger",
           "the least refuted candidate besides the leader against the one that beats it most clearly "
           "(LLM-PO, `auto`)",
           {rho()}},
          with_rho<Otherwise::clearest>,
          beating_everyone(),
          {Target::condorcet, Target::bradley_terry}};
}

SamplingRuleKind nemesis() {
  return {{"nemesis",
           "the least refuted candidate against one drawn by how likely it beats it most (LLM-PO, `B`)",
           {}},
          fixed<100, Otherwise::leader>,
          beating_everyone(),
          {}};
}

SamplingRuleKind leader() {
  return {{"leader",
           "the least refuted candidate against the leader (LLM-PO, `A`); may never end where several are "
           "equal",
           {}},
          fixed<0, Otherwise::leader>,
          beating_everyone(),
          {}};
}

SamplingRuleKind mix() {
  return {{"mix", "`nemesis` with probability rho, else `leader` (LLM-PO, `mix`)", {rho()}},
          with_rho<Otherwise::leader>,
          beating_everyone(),
          {}};
}

SamplingRuleKind half() {
  return {{"half", "`nemesis` and `leader` with equal probability (LLM-PO, `half`)", {}},
          fixed<50, Otherwise::leader>,
          beating_everyone(),
          {}};
}

}  // namespace megabandit::sampling_rules
