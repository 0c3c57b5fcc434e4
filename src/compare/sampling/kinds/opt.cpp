// The proportions that are optimal for the scores so far, followed by a few steps a wave
// (LLM-PO specification 3.7, A.5).

#include "compare/proportions/mirror_ascent.hpp"
#include "compare/sampling/kinds/kinds.hpp"
#include "compare/sampling/structured_tracking.hpp"

namespace megabandit::sampling_rules {
namespace {

class Optimal : public StructuredTracking {
 public:
  Optimal(std::uint64_t candidates, const MirrorAscentSettings& settings, int steps)
      : StructuredTracking(candidates),
        ascent_(static_cast<Eigen::Index>(pairs().size()), settings),
        steps_(steps) {}

  void save(SavedState& state) const override {
    StructuredTracking::save(state);
    ascent_.save(state);
  }
  void load(const SavedState& state) override {
    StructuredTracking::load(state);
    ascent_.load(state);
  }

 protected:
  Eigen::ArrayXd proportions(const Contest& contest) override {
    const BradleyTerry& fit = *contest.structure();
    ascent_.climb(StructuredProblem(fit.model(), fit.coefficients(), pairs()), steps_);
    return ascent_.weights();
  }

 private:
  MirrorAscent ascent_;
  int steps_;
};

std::unique_ptr<SamplingRule> make(std::uint64_t candidates, const CompareSettings& settings) {
  MirrorAscentSettings ascent;
  ascent.regularisation = settings.rule_parameters.at("regularisation");
  return std::make_unique<Optimal>(candidates, ascent,
                                   static_cast<int>(settings.rule_parameters.at("steps")));
}

}  // namespace

SamplingRuleKind opt() {
  return {{"opt",
           "follows the proportions that are optimal for the scores so far, over all pairs: the most "
           "informative ones "
           "need not contain the leader (LLM-PO, `opt`)",
           {{"regularisation", MirrorAscentSettings{}.regularisation, 0, 1,
             "share of the optimum that is given up for proportions that do not jump"},
            {"steps", 8, 1, 10'000, "towards the optimum, in each wave", SettingKind::integer}}},
          make,
          {Target::bradley_terry, Target::linear},
          {Target::linear},
          true};
}

}  // namespace megabandit::sampling_rules
