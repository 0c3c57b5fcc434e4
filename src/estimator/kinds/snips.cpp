#include <algorithm>
#include <cmath>
#include <limits>

#include "estimator/interval.hpp"
#include "estimator/kinds/kinds.hpp"
#include "objective/importance.hpp"

namespace megabandit::estimators {
namespace {

// Self-normalised IPS: sum w r / sum w (obp SelfNormalizedInverseProbabilityWeighting has the same value). A
// ratio of two means: its variance is that of w (r - value) / mean w (delta method), not that of w r / mean
// w, which forgets that the denominator varies too.
class SelfNormalised final : public Estimator {
 public:
  std::string name() const override { return "snips"; }
  std::size_t sums() const override { return 5; }

  void observe(const ScoredRounds& rounds, std::span<double> sums, double& weight_max) const override {
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const double weight = importance(rounds.log_prob[i], std::log(rounds.pscore[i])),
                   reward = rounds.reward[i];
      sums[0] += weight * reward;
      sums[1] += weight;
      sums[2] += weight * weight;
      sums[3] += weight * weight * reward;
      sums[4] += weight * weight * reward * reward;
      weight_max = std::max(weight_max, weight);
    }
  }

  // Without any weight neither the value nor the interval is a number.
  Estimate estimate(std::span<const double> sums, double weight_max, double rounds) const override {
    require_rounds(rounds);
    Estimate estimate{
        .estimator = name(), .ess = effective_rounds(sums[1], sums[2]), .weight_max = weight_max};
    const double value = sums[0] / sums[1];
    const double spread = std::max(0.0, sums[4] - 2 * value * sums[3] + value * value * sums[2]);
    set_interval(estimate, value, std::sqrt(spread * rounds / (rounds - 1)) / sums[1]);
    return estimate;
  }
};

}  // namespace

EstimatorKind snips() {
  return {{"snips", "sum of w r over sum of w with w = pi / pscore", {}},
          [](const EstimatorSettings&) -> std::unique_ptr<Estimator> {
            return std::make_unique<SelfNormalised>();
          }};
}

}  // namespace megabandit::estimators
