#pragma once
// Policy-weighted log-likelihoods: mean of weight(reward, pscore) log pi(action | context). The weight does
// not depend on the policy; when no weight is negative the objective is concave wherever the scores are
// linear in the parameters.

#include <string>
#include <utility>

#include "objective/table.hpp"

namespace megabandit {

/// @throws DataError  says what a negative weight means and what to do
[[noreturn]] void refuse_reward(const std::string& objective, double reward, double weight);

/// Weight: double operator()(double reward, double pscore) const; double l2_scale() const.
template <class Weight>
class LogLikelihood final : public Objective {
 public:
  LogLikelihood(std::string name, Weight weight, NegativeRewards negative)
      : name_(std::move(name)), weight_(weight), negative_(negative) {}

  std::string name() const override { return name_; }
  bool concave() const override { return negative_ == NegativeRewards::refuse; }
  bool weighs_by_policy() const override { return false; }
  bool needs_rewards() const override { return weight_(0, 1) == 0; }
  double l2_scale() const override { return weight_.l2_scale(); }

  void find_live(std::span<const float> reward, std::span<const float> pscore,
                 std::span<std::uint8_t> live) const override {
    for (std::size_t i = 0; i < reward.size(); ++i) live[i] = checked(reward[i], pscore[i]) != 0;
  }

  void credit(const ScoredRounds& rounds, const CreditSink& sink) const override {
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const double weight = checked(rounds.reward[i], rounds.pscore[i]);
      sink.credit[0][i] = weight;
      sink.sums[0] += weight * rounds.log_prob[i];
    }
  }

 private:
  double checked(double reward, double pscore) const {
    const double weight = weight_(reward, pscore);
    if (weight < 0 && negative_ == NegativeRewards::refuse) refuse_reward(name_, reward, weight);
    return weight;
  }

  std::string name_;
  Weight weight_;
  NegativeRewards negative_;
};

template <class Weight>
std::unique_ptr<Objective> log_likelihood(const ObjectiveSettings& settings, Weight weight) {
  return std::make_unique<LogLikelihood<Weight>>(settings.kind, weight, settings.negative_rewards);
}

}  // namespace megabandit
