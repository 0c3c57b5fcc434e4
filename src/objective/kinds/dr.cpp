#include <algorithm>
#include <cmath>

#include "objective/importance.hpp"
#include "objective/kinds/kinds.hpp"

namespace megabandit::objectives {
namespace {

/// What is estimated with a model of the reward: E_pi[rhat], and where it counts the weighted rest.
class Modelled : public Objective {
 public:
  bool concave() const override { return false; }
  bool weighs_by_policy() const override { return true; }
  bool needs_model() const override { return true; }

  // Every round has its E_pi[rhat], and one without reward is less than was expected.
  void find_live(std::span<const float>, std::span<const float>,
                 std::span<std::uint8_t> live) const override {
    std::ranges::fill(live, std::uint8_t{1});
  }
};

// The direct method alone: what is left of a round is not looked at.
class DirectMethod final : public Modelled {
 public:
  std::string name() const override { return "dm"; }
  bool weighs_rounds() const override { return false; }

  void credit(const ScoredRounds&, const CreditSink& sink) const override {
    std::ranges::fill(sink.credit[0], 0.0);
  }
};

// Doubly robust (Dudik, Langford & Li 2011): beside E_pi[rhat] the rests r - rhat, weighted. Through a kernel
// DSO-DR (DSO specification 1.13). A weight above the limit pushes as if it was the limit.
class DoublyRobust final : public Modelled {
 public:
  explicit DoublyRobust(double limit) : limit_(limit) {}
  std::string name() const override { return "dr"; }
  double weight_limit() const override { return limit_; }

  void credit(const ScoredRounds& rounds, const CreditSink& sink) const override {
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const double weight = importance(rounds.log_prob[i], std::log(rounds.pscore[i]));
      const double rest = rounds.reward[i] - rounds.predicted_or_0(i);
      sink.sums[0] += sink.credit[0][i] = std::min(weight, limit_) * rest;
    }
  }

 private:
  double limit_;
};

}  // namespace

ObjectiveKind dm() {
  return {{"dm", "what a model of the reward expects of the policy (needs [reward_model])", {}},
          [](const ObjectiveSettings&) -> std::unique_ptr<Objective> {
            return std::make_unique<DirectMethod>();
          }};
}

ObjectiveKind dr() {
  return {{"dr",
           "the same, and what it leaves of the reward weighted by min(pi / pscore, limit): doubly robust",
           {{"limit", 50, kPositive, kUnlimited, "the largest weight"}}},
          [](const ObjectiveSettings& settings) -> std::unique_ptr<Objective> {
            return std::make_unique<DoublyRobust>(settings.parameters.at("limit"));
          }};
}

}  // namespace megabandit::objectives
