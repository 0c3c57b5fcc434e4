// Names the winner or says that there is none (LLM-PO specification 4.3, (A)-mode).

#include <cmath>

#include "compare/divergence.hpp"
#include "compare/stopping/kinds/kinds.hpp"

namespace megabandit::stopping_rules {
namespace {

constexpr double kEven = 0.5;

/// Half of delta each for accepting who is none and for refuting who is.
///
/// Accepted is a leader that each other candidate is shown to lose against: were it not the winner, the test
/// against one that it does not beat would reach 2 K / delta; K leaders, delta / 2. There is none when each
/// is refuted at 2 / delta. With an indifference zone, who wins by less than that may be accepted or refuted.
class IdentifyOrReject : public StoppingRule {
 public:
  Standing standing(const Contest& contest, double delta) const override;
  double against(const Contest& contest, CandidateId j) const override;

 private:
  bool all_refuted(const Contest& contest, double delta) const;
};

/// Of the leader itself in units of the threshold for others.
double IdentifyOrReject::against(const Contest& contest, CandidateId j) const {
  const CandidateId leader = contest.leader();
  if (j == leader) return contest.evidence().log_e(j) + std::log(static_cast<double>(contest.candidates()));
  return log_m1(static_cast<double>(contest.counts().wins(j, leader)),
                static_cast<double>(contest.counts().wins(leader, j)), kEven);
}

bool IdentifyOrReject::all_refuted(const Contest& contest, double delta) const {
  for (std::uint32_t j = 0; j < contest.candidates(); ++j)
    if (contest.evidence().log_e(CandidateId(j)) < std::log(2 / delta)) return false;
  return true;
}

Standing IdentifyOrReject::standing(const Contest& contest, double delta) const {
  Standing standing;
  standing.leader = contest.leader();
  standing.threshold = std::log(2 * static_cast<double>(contest.candidates()) / delta);
  standing.statistic = std::numeric_limits<double>::infinity();
  for (std::uint32_t j = 0; j < contest.candidates(); ++j) {
    if (j == standing.leader.value) continue;
    if (const double statistic = against(contest, CandidateId(j)); statistic < standing.statistic) {
      standing.statistic = statistic;
      standing.rival = CandidateId(j);
    }
  }
  if (standing.statistic >= standing.threshold) standing.status = Status::converged;
  if (all_refuted(contest, delta)) standing.status = Status::no_condorcet_winner;
  return standing;
}

}  // namespace

StoppingRuleKind identify_or_reject() {
  return {{"identify-or-reject",
           "the leader is shown to beat each other, or every candidate is shown not to be the best",
           {}},
          [](std::uint64_t, const CompareSettings&) -> std::unique_ptr<StoppingRule> {
            return std::make_unique<IdentifyOrReject>();
          },
          {Target::condorcet},
          {},
          Promise::proved,
          Alternatives::no_winner};
}

}  // namespace megabandit::stopping_rules
