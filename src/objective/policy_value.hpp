#pragma once
// Estimates of the policy's value as objectives: mean of a term that depends on the policy through pi(action
// | context).

#include <string>
#include <utility>

#include "objective/importance.hpp"
#include "objective/table.hpp"

namespace megabandit {

/// A round's term and its derivative by log pi(action | context).
struct Term {
  double value = 0;
  double credit = 0;
};

/// A term that is proportional to pi(action | context) is its own derivative by the logarithm.
inline Term proportional(double value) { return {value, value}; }

/// The reward whose term is zero whatever the policy is.
template <class Form>
float idle_reward(const Form& form) {
  if constexpr (requires { form.baseline; })
    return static_cast<float>(form.baseline);
  else
    return 0;
}

/// Form: Term operator()(double reward, double pscore, double log_prob) const, zero for the reward zero, or,
/// of a form that has one, for its baseline.
template <class Form>
class PolicyValue : public Objective {
 public:
  PolicyValue(std::string name, Form form) : name_(std::move(name)), form_(form) {}

  std::string name() const override { return name_; }
  bool concave() const override { return false; }
  bool weighs_by_policy() const override { return true; }
  double weight_limit() const override {
    if constexpr (requires { form_.limit; })
      return form_.limit;
    else
      return Objective::weight_limit();
  }

  void find_live(std::span<const float> reward, std::span<const float>,
                 std::span<std::uint8_t> live) const override {
    for (std::size_t i = 0; i < reward.size(); ++i) live[i] = reward[i] != idle_reward(form_);
  }

  void credit(const ScoredRounds& rounds, const CreditSink& sink) const override {
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const Term term = form_(rounds.reward[i], rounds.pscore[i], rounds.log_prob[i]);
      sink.credit[0][i] = term.credit;
      sink.sums[0] += term.value;
    }
  }

 private:
  std::string name_;
  Form form_;
};

template <class Form>
std::unique_ptr<Objective> policy_value(const ObjectiveSettings& settings, Form form) {
  return std::make_unique<PolicyValue<Form>>(settings.kind, form);
}

}  // namespace megabandit
