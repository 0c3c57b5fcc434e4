#include "compare/targets/copeland.hpp"
#include "base/error.hpp"
#include "compare/stopping/kinds/kinds.hpp"

namespace megabandit::stopping_rules {
namespace {

class Copeland final : public StoppingRule {
 public:
  explicit Copeland(std::uint64_t candidates) : evidence_(candidates) {}

  void observe(const Contest& contest, const Wave&, std::span<const PairTotals>) override {
    evidence_.observe(contest);
  }
  Standing standing(const Contest&, double delta) const override {
    Standing now{.leader = evidence_.leader(),
                 .rival = evidence_.least_refuted(),
                 .threshold = evidence_.threshold(delta)};
    now.statistic = evidence_.against(now.rival);
    if (now.statistic >= now.threshold) now.status = Status::converged;
    return now;
  }
  double against(const Contest&, CandidateId j) const override { return evidence_.against(j); }

  void save(SavedState& state) const override { evidence_.save(state, "stop.copeland"); }
  void load(const SavedState& state) override { evidence_.load(state, "stop.copeland"); }

 private:
  CopelandEvidence evidence_;
};

}  // namespace

/// Wrong at most delta of the time (targets/copeland.hpp).
StoppingRuleKind copeland() {
  return {{"copeland", "the leader is certain to beat as many others as anyone can", {}},
          [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<StoppingRule> {
            if (complete.epsilon > 0)
              throw ConfigError(
                  "compare.epsilon is not for the target `copeland`, where every win counts: leave it out");
            return std::make_unique<Copeland>(candidates);
          },
          {Target::copeland},
          {Target::copeland}};
}

}  // namespace megabandit::stopping_rules
