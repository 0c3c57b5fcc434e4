// Evidence that makes use of a Bradley-Terry model (LLM-PO specification 4.6, A.5).

#include "compare/stopping/model.hpp"

#include <algorithm>
#include <cmath>

#include "compare/stopping/kinds/kinds.hpp"
#include "compare/stopping/refuted.hpp"

namespace megabandit::stopping_rules {
namespace {

/// A rule whose statistic is this function. Where the leader beats everyone under the model but not in fact,
/// the model is wrong.
template <double (*against_of)(const Contest&, CandidateId)>
class RefutedUnderModel : public EveryoneElseRefuted {
 public:
  double against(const Contest& contest, CandidateId j) const final { return against_of(contest, j); }

 protected:
  Status when_refuted(const Contest& contest, CandidateId leader, double delta) const final {
    return contradicts_model(contest, leader, delta) ? Status::model_conflict : Status::converged;
  }
};

/// One whose statistic takes a fit of its own for each candidate.
template <double (*against_of)(const Contest&, CandidateId)>
class RefutedByFit final : public RefutedUnderModel<against_of> {
 protected:
  std::vector<CandidateId> hardest(const Contest& contest, std::size_t count) const override {
    return hardest_under_model(contest, count);
  }
};

double mixture(const Contest& contest, CandidateId j) { return contest.structure()->kn(j); }
double plug_in(const Contest& contest, CandidateId j) { return contest.structure()->preq(j); }
double without_model(const Contest& contest, CandidateId j) { return contest.evidence().log_e(j); }

/// The log of the mean of the two e-values.
double both(const Contest& contest, CandidateId j) {
  const double one = mixture(contest, j), other = without_model(contest, j);
  const double larger = std::max(one, other), smaller = std::min(one, other);
  return larger + std::log1p(std::exp(smaller - larger)) - std::log(2.0);
}

template <class Rule>
StoppingRuleKind row(std::string name, std::string summary, std::vector<Target> standard_for) {
  return {{std::move(name), std::move(summary), {}},
          [](std::uint64_t, const CompareSettings&) -> std::unique_ptr<StoppingRule> {
            return std::make_unique<Rule>();
          },
          {Target::bradley_terry, Target::linear},
          std::move(standard_for),
          Promise::proved,
          Alternatives::winner,
          true};
}

}  // namespace

StoppingRuleKind kn() {
  return row<RefutedByFit<mixture>>(
      "kn",
      "the likelihood under a Gaussian mixture of scores against that of the best scores under which "
      "the leader is not ahead (LLM-PO, KN); pays some (d / 2) log t nats for d coefficients",
      {});
}

StoppingRuleKind preq() {
  return row<RefutedByFit<plug_in>>(
      "preq", "the same with the likelihood of each wave under the fit before it (LLM-PO, PREQ)", {});
}

StoppingRuleKind uhyb() {
  return row<RefutedUnderModel<without_model>>(
      "uhyb",
      "the evidence of `hyb`, which holds whatever the scores, against each other than the "
      "leader of the fit (LLM-PO, UHYB)",
      {});
}

StoppingRuleKind combo() {
  return row<RefutedByFit<both>>(
      "combo", "the mean of `kn` and `uhyb`: as early as the better of both, but for log 2 (LLM-PO, COMBO)",
      {Target::linear});
}

}  // namespace megabandit::stopping_rules
