#pragma once
// Estimates that are a mean of weight x reward over rounds, with the interval of a mean.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "estimator/interval.hpp"
#include "estimator/table.hpp"
#include "objective/importance.hpp"

namespace megabandit {

/// Weight: double operator()(double pscore, double log_prob) const.
template <class Weight>
class WeightedMean final : public Estimator {
 public:
  WeightedMean(std::string name, Weight weight) : name_(std::move(name)), weight_(weight) {}

  std::string name() const override { return name_; }
  std::size_t sums() const override { return 4; }

  void observe(const ScoredRounds& rounds, std::span<double> sums, double& weight_max) const override {
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const double weight = weight_(rounds.pscore[i], rounds.log_prob[i]), term = weight * rounds.reward[i];
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
  Weight weight_;
};

template <class Weight>
std::unique_ptr<Estimator> weighted_mean(const EstimatorSettings& settings, Weight weight) {
  return std::make_unique<WeightedMean<Weight>>(settings.kind, weight);
}

}  // namespace megabandit
