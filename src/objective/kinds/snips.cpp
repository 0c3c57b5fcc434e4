#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "objective/importance.hpp"
#include "objective/kinds/kinds.hpp"

namespace megabandit::objectives {
namespace {

// Self-normalised IPS: sum w r / sum w. Its gradient needs the value before the rounds are added up, so two
// gradients are: (sum w r g - value sum w g) / sum w, with g the gradient of log pi. One pass over the rounds
// is then exact.
class SelfNormalised final : public Objective {
 public:
  std::string name() const override { return "snips"; }
  bool concave() const override { return false; }
  bool weighs_by_policy() const override { return true; }
  std::size_t channels() const override { return 2; }
  std::size_t sums() const override { return 2; }

  void find_live(std::span<const float>, std::span<const float>,
                 std::span<std::uint8_t> live) const override {
    std::ranges::fill(live, std::uint8_t{1});  // a round without reward still weighs
  }

  void credit(const ScoredRounds& rounds, const CreditSink& sink) const override {
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const double weight = importance(rounds.log_prob[i], std::log(rounds.pscore[i]));
      sink.sums[0] += sink.credit[0][i] = weight * rounds.reward[i];
      sink.sums[1] += sink.credit[1][i] = weight;
    }
  }

  Combination combine(std::span<const double> sums, double) const override {
    if (!(sums[1] > 0))
      throw DataError(
          "no round's action has any probability under the policy, so the objective `snips` has no value: "
          "lower the "
          "learning rate, raise l2, or choose another objective");
    const double value = sums[0] / sums[1];
    return {value, {1 / sums[1], -value / sums[1]}};
  }
};

}  // namespace

ObjectiveKind snips() {
  return {{"snips",
           "self-normalised IPS: sum of w r over sum of w (a biased ratio on batches smaller than the log)",
           {}},
          [](const ObjectiveSettings&) -> std::unique_ptr<Objective> {
            return std::make_unique<SelfNormalised>();
          }};
}

}  // namespace megabandit::objectives
