#pragma once
// The off-policy value of a policy, from sums over rounds. One file per estimator.

#include <cstddef>
#include <span>
#include <string>

#include "objective/objective.hpp"

namespace megabandit {

/// A value with its 95 % interval and what tells whether to trust it.
struct Estimate {
  std::string estimator;
  double value = 0;
  double lower = 0;
  double upper = 0;
  double ess = 0;         ///< effective sample size (sum w)^2 / sum w^2
  double weight_max = 0;  ///< largest importance weight the estimator used
};

class Estimator {
 public:
  virtual ~Estimator() = default;
  virtual std::string name() const = 0;
  virtual bool needs_model() const { return false; }  ///< of the reward
  virtual std::size_t sums() const = 0;
  /// @local  Adds the rounds to `sums` and raises `weight_max`.
  virtual void observe(const ScoredRounds& rounds, std::span<double> sums, double& weight_max) const = 0;
  /// @replicated
  virtual Estimate estimate(std::span<const double> sums, double weight_max, double rounds) const = 0;
};

}  // namespace megabandit
