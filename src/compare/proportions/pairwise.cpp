#include "compare/proportions/pairwise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "compare/divergence.hpp"

namespace megabandit {
namespace {

constexpr double kEven = 0.5;

double divergence_below(double preference, double bar) {
  return preference < bar ? bernoulli_kl(preference, bar) : 0.0;
}

Refutation refutation(const RowMatrix<double>& preferences, CandidateId challenger, CandidateId best,
                      Alternatives alternatives, double bar) {
  Refutation found{challenger, best, divergence_below(preferences(challenger.value, best.value), bar)};
  if (alternatives == Alternatives::no_winner) return found;
  for (std::uint32_t k = 0; k < preferences.rows(); ++k) {
    const double divergence = divergence_below(preferences(challenger.value, k), bar);
    if (k != challenger.value && divergence > found.divergence)
      found = {challenger, CandidateId(k), divergence};
  }
  return found;
}

/// f_j of each challenger: nats by which a comparison under `weights` refutes it on average.
Vector gains(const std::vector<std::pair<Pair, double>>& weights, const RowMatrix<double>& preferences,
             CandidateId best, Alternatives alternatives) {
  Vector gain = Vector::Zero(preferences.rows());
  const auto add = [&](CandidateId j, CandidateId k, double weight) {
    if (alternatives == Alternatives::winner || k == best)
      gain[j.value] += weight * divergence_below(preferences(j.value, k.value), kEven);
  };
  for (const auto& [pair, weight] : weights) {
    add(pair.a, pair.b, weight);
    add(pair.b, pair.a, weight);
  }
  gain[best.value] = std::numeric_limits<double>::infinity();
  return gain;
}

/// Upper bound of min_j f_j under any proportions: max_p sum_j q_j (nats by which pair p refutes j), for the
/// q of the closed form. No pair refutes both of its candidates.
double dual_bound(const std::vector<Refutation>& refutations, const RowMatrix<double>& preferences,
                  CandidateId best, Alternatives alternatives) {
  double sum = 0, bound = 0;
  for (const Refutation& one : refutations) sum += 1 / one.divergence;
  for (const Refutation& one : refutations) {
    const double q = 1 / one.divergence / sum;
    for (std::uint32_t k = 0; k < preferences.rows(); ++k)
      if (k != one.challenger.value && (alternatives == Alternatives::winner || k == best.value))
        bound = std::max(bound, q * divergence_below(preferences(one.challenger.value, k), kEven));
  }
  return bound;
}

}  // namespace

std::optional<CandidateId> condorcet_winner(const RowMatrix<double>& preferences) {
  for (Eigen::Index i = 0; i < preferences.rows(); ++i) {
    bool wins = true;
    for (Eigen::Index k = 0; k < preferences.cols(); ++k) wins &= k == i || preferences(i, k) > kEven;
    if (wins) return CandidateId(static_cast<std::uint32_t>(i));
  }
  return std::nullopt;
}

std::vector<Refutation> refutations(const RowMatrix<double>& preferences, CandidateId best,
                                    Alternatives alternatives, double bar, double least_divergence) {
  std::vector<Refutation> all;
  for (std::uint32_t j = 0; j < preferences.rows(); ++j) {
    if (j == best.value) continue;
    all.push_back(refutation(preferences, CandidateId(j), best, alternatives, bar));
    all.back().divergence = std::max(all.back().divergence, least_divergence);
  }
  return all;
}

Proportions proportions_of(const std::vector<Refutation>& refutations) {
  Proportions proportions;
  std::map<Pair, double> effort;  // with an indifference zone two may be each other's opponents
  for (const Refutation& one : refutations) {
    proportions.characteristic_time += 1 / one.divergence;
    effort[pair_of(one.challenger, one.opponent)] += 1 / one.divergence;
  }
  for (const auto& [pair, some] : effort)
    proportions.weights.emplace_back(pair, some / proportions.characteristic_time);
  return proportions;
}

Proportions judged(const std::vector<std::pair<Pair, double>>& weights, const RowMatrix<double>& preferences,
                   CandidateId best, Alternatives alternatives) {
  const double gain = gains(weights, preferences, best, alternatives).minCoeff();
  const auto optimal = refutations(preferences, best, alternatives, kEven, 0);
  return {weights, 1 / gain, dual_bound(optimal, preferences, best, alternatives) / gain - 1};
}

RowMatrix<double> smoothed_preferences(const PairCounts& counts) {
  const auto size = static_cast<Eigen::Index>(counts.candidates());
  RowMatrix<double> preferences = RowMatrix<double>::Constant(size, size, kEven);
  counts.for_each([&](Pair pair, const PairTotals& totals) {
    const auto a = static_cast<double>(totals.a_wins), b = static_cast<double>(totals.b_wins);
    preferences(pair.a.value, pair.b.value) = (a + 0.5) / (a + b + 1);
    preferences(pair.b.value, pair.a.value) = (b + 0.5) / (a + b + 1);
  });
  return preferences;
}

}  // namespace megabandit
