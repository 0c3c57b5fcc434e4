#pragma once
// Estimates that are a mean over rounds of terms that have a weight, with the interval of a mean.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "estimator/interval.hpp"
#include "estimator/table.hpp"
#include "objective/importance.hpp"

namespace megabandit {

/// What a round adds.
struct WeightedTerm {
  double weight = 0;
  double term = 0;
};

enum class Needs { nothing, model };

/// Term: WeightedTerm operator()(const ScoredRounds&, std::size_t round) const.
template <class Term>
class MeanOfTerms final : public Estimator {
 public:
  MeanOfTerms(std::string name, Needs needs, Term term)
      : name_(std::move(name)), needs_(needs), term_(std::move(term)) {}

  std::string name() const override { return name_; }
  bool needs_model() const override { return needs_ == Needs::model; }
  std::size_t sums() const override { return 4; }

  void observe(const ScoredRounds& rounds, std::span<double> sums, double& weight_max) const override {
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const auto [weight, term] = term_(rounds, i);
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
  Needs needs_;
  Term term_;
};

template <class Term>
std::unique_ptr<Estimator> mean_of_terms(const EstimatorSettings& settings, Needs needs, Term term) {
  return std::make_unique<MeanOfTerms<Term>>(settings.kind, needs, std::move(term));
}

/// The mean of weight x reward. Weight: double operator()(double pscore, double log_prob) const.
template <class Weight>
std::unique_ptr<Estimator> weighted_mean(const EstimatorSettings& settings, Weight weight) {
  return mean_of_terms(settings, Needs::nothing, [weight](const ScoredRounds& rounds, std::size_t i) {
    const double of_round = weight(rounds.pscore[i], rounds.log_prob[i]);
    return WeightedTerm{of_round, of_round * rounds.reward[i]};
  });
}

}  // namespace megabandit
