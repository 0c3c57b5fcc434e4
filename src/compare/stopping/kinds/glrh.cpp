// The threshold that papers on track-and-stop use in their experiments (LLM-PO specification 4.3, GLRh).

#include <cmath>

#include "compare/stopping/kinds/kinds.hpp"
#include "compare/stopping/model.hpp"
#include "compare/stopping/refuted.hpp"

namespace megabandit::stopping_rules {
namespace {

class LikelihoodRatio : public EveryoneElseRefuted {
 public:
  explicit LikelihoodRatio(bool for_each) : for_each_(for_each) {}

  double against(const Contest& contest, CandidateId j) const override {
    if (const BradleyTerry* model = contest.structure()) return model->likelihood_ratio(j);
    return contest.cost_of(j) - contest.cost_of(contest.leader());
  }

 protected:
  std::vector<CandidateId> hardest(const Contest& contest, std::size_t count) const override {
    return hardest_under_model(contest, count);
  }
  Status when_refuted(const Contest& contest, CandidateId leader, double delta) const override {
    return contest.structure() && contradicts_model(contest, leader, delta) ? Status::model_conflict
                                                                            : Status::converged;
  }
  double threshold(const Contest& contest, double delta) const override {
    const double t = std::max(static_cast<double>(contest.comparisons()), 1.0);
    const double more = for_each_ ? std::log(static_cast<double>(contest.candidates() - 1)) : 0.0;
    return std::log((1 + std::log(t)) / delta) + more;
  }

 private:
  bool for_each_;
};

}  // namespace

StoppingRuleKind glrh() {
  return {{"glrh",
           "the likelihood ratio of each other candidate passes log((1 + log t) / delta): a heuristic, wrong "
           "more often than delta now and then (LLM-PO, GLRh)",
           {{"for_each", 0, 0, 1, "1: add log(K - 1), as one should for more than 10 candidates",
             SettingKind::integer}}},
          [](std::uint64_t, const CompareSettings& settings) -> std::unique_ptr<StoppingRule> {
            return std::make_unique<LikelihoodRatio>(settings.stop_parameters.at("for_each") != 0);
          },
          beating_everyone(),
          {},
          Promise::heuristic};
}

}  // namespace megabandit::stopping_rules
