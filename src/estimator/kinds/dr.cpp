#include <algorithm>
#include <cmath>

#include "estimator/interval.hpp"
#include "estimator/kinds/kinds.hpp"
#include "objective/importance.hpp"

namespace megabandit::estimators {
namespace {

enum class Rest {
  ignored,   ///< the direct method
  weighted,  ///< doubly robust: r - rhat counts by its weight
};

// Mean of E_pi[rhat], and of w (r - rhat) where that counts. A round's rhat comes from other rounds, so its
// terms spread as independent ones do.
class Modelled final : public Estimator {
 public:
  Modelled(std::string name, Rest rest) : name_(std::move(name)), rest_(rest) {}
  std::string name() const override { return name_; }
  bool needs_model() const override { return true; }
  std::size_t sums() const override { return 4; }

  void observe(const ScoredRounds& rounds, std::span<double> sums, double& weight_max) const override {
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const double weight =
          rest_ == Rest::ignored ? 1 : importance(rounds.log_prob[i], std::log(rounds.pscore[i]));
      const double rest = rest_ == Rest::ignored ? 0 : weight * (rounds.reward[i] - rounds.predicted_or_0(i));
      const double term = rounds.expected_or_0(i) + rest;
      sums[0] += term;
      sums[1] += term * term;
      sums[2] += weight;
      sums[3] += weight * weight;
      weight_max = std::max(weight_max, weight);
    }
  }

  Estimate estimate(std::span<const double> sums, double weight_max, double rounds) const override {
    require_rounds(rounds);
    Estimate estimate{
        .estimator = name_, .ess = effective_rounds(sums[2], sums[3]), .weight_max = weight_max};
    set_interval(estimate, sums[0] / rounds, standard_error_of_mean(sums[0], sums[1], rounds));
    return estimate;
  }

 private:
  std::string name_;
  Rest rest_;
};

template <Rest rest>
std::unique_ptr<Estimator> make(const EstimatorSettings& settings) {
  return std::make_unique<Modelled>(settings.kind, rest);
}

}  // namespace

EstimatorKind dm() {
  return {{"dm", "mean of what a model of the reward expects of the policy", {}}, make<Rest::ignored>};
}

EstimatorKind dr() {
  return {{"dr", "the same, and mean of w times what the model leaves of the reward", {}},
          make<Rest::weighted>};
}

}  // namespace megabandit::estimators
