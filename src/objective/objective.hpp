#pragma once
// An objective turns logged rounds into credits; the policy alone knows how to turn credits into a gradient.

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace megabandit {

/// The rounds an objective looks at, by column. log_prob is log pi(action | context) of the policy being
/// learned. Doubles, although logs store floats: objectives are checked to 1e-9 and pscores of other programs
/// come as doubles.
struct ScoredRounds {
  std::span<const double> reward;
  std::span<const double> pscore;  ///< in (0, 1]; of what users saw (policy/seen.hpp): above 0
  std::span<const double> log_prob;
  // What a model of the reward says; empty: there is none, and it says 0.
  std::span<const double> predicted = {};  ///< rhat(x_i, what was seen)
  std::span<const double> expected = {};   ///< E_pi[rhat(x_i, .)]
  std::size_t size() const { return reward.size(); }
  double predicted_or_0(std::size_t i) const { return predicted.empty() ? 0 : predicted[i]; }
  double expected_or_0(std::size_t i) const { return expected.empty() ? 0 : expected[i]; }
};

/// Where an objective puts what it makes of some rounds.
struct CreditSink {
  /// credit[channel][i]: push round i's action by this much; d/d logits = credit * (e_action - pi). Same
  /// length as the rounds.
  std::vector<std::span<double>> credit;
  /// Running sums (sums() of them) to which this call adds.
  std::span<double> sums;
};

/// How the totals over all ranks become the objective: value, and the weight of each channel's gradient.
struct Combination {
  double value = 0;
  std::vector<double> channel;
};

/// Everything is maximised. One file per objective.
class Objective {
 public:
  virtual ~Objective() = default;
  virtual std::string name() const = 0;
  /// Concave in the parameters of a policy whose scores are linear in them.
  virtual bool concave() const = 0;
  /// Whether credits depend on the policy: those of estimates of its value do, those of weighted
  /// log-likelihoods do not.
  virtual bool weighs_by_policy() const = 0;
  /// Whether there must be a model of the reward. E_pi[rhat] of every live round, and its gradient, are then
  /// added to the first sum and channel by who knows the policy: credit() brings the rest.
  virtual bool needs_model() const { return false; }
  /// Whether rounds count by their weights: else it does not matter which action was logged.
  virtual bool weighs_rounds() const { return true; }
  /// Whether rounds without reward teach nothing, so that a log of nothing else cannot be learned from.
  virtual bool needs_rewards() const { return true; }
  /// Above it a round's importance weight is clipped.
  virtual double weight_limit() const { return std::numeric_limits<double>::infinity(); }
  /// How many gradients are summed (SNIPS needs two, the others one).
  virtual std::size_t channels() const { return 1; }
  /// How many running sums are kept.
  virtual std::size_t sums() const { return 1; }
  /// @local  live[i] = 0 when round i's credit and its part of every sum are zero whatever the policy is:
  /// never scored.
  /// @throws DataError for a reward that the objective cannot take.
  virtual void find_live(std::span<const float> reward, std::span<const float> pscore,
                         std::span<std::uint8_t> live) const = 0;
  /// @local  Credits and sums of live rounds.
  virtual void credit(const ScoredRounds& rounds, const CreditSink& sink) const = 0;
  /// @replicated  `rounds` > 0 is the number of rounds, dead ones included, that the sums stand for. By
  /// default the mean.
  virtual Combination combine(std::span<const double> sums, double rounds) const {
    return {sums[0] / rounds, {1 / rounds}};
  }
  /// By how much an L2 weight is divided so that it means the same as for unscaled credits (RegKL rescales;
  /// else 1).
  virtual double l2_scale() const { return 1; }
};

}  // namespace megabandit
