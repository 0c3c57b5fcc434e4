#include <cmath>
#include <vector>

#include "compare/divergence.hpp"
#include "compare/proportions/pairwise.hpp"

namespace megabandit {
namespace {

/// A preference in favour of i: how often it counts in the difference of the shares, times K - 1.
struct Term {
  double weight, preference, count;
};

/// Where the preference goes under the multiplier nu: the root in [0, preference] of
/// count nu l (1 - l) + weight (l - preference) = 0.
double moved(const Term& term, double nu) {
  const double push = term.count * nu, sum = term.weight + push;
  if (sum == 0) return term.preference;
  const double root = std::sqrt(std::max(sum * sum - 4 * push * term.weight * term.preference, 0.0));
  return 2 * term.weight * term.preference / (sum + root);
}

std::vector<Term> terms_of(const RowMatrix<double>& weights, const RowMatrix<double>& preferences,
                           Eigen::Index i, Eigen::Index j) {
  std::vector<Term> terms{{weights(i, j), preferences(i, j), 2}};
  for (Eigen::Index k = 0; k < preferences.rows(); ++k) {
    if (k == i || k == j) continue;
    terms.push_back({weights(i, k), preferences(i, k), 1});
    terms.push_back({weights(k, j), preferences(k, j), 1});
  }
  return terms;
}

/// How far i's share still is above j's, times K - 1.
double lead(const std::vector<Term>& terms, double nu, double even) {
  double sum = -even;
  for (const Term& term : terms) sum += term.count * moved(term, nu);
  return sum;
}

}  // namespace

// The dual in one variable: the multiplier at which the shares are equal, by bisection.
double borda_cost(const RowMatrix<double>& weights, const RowMatrix<double>& preferences, CandidateId i,
                  CandidateId j) {
  const std::vector<Term> terms = terms_of(weights, preferences, i.value, j.value);
  const auto even = static_cast<double>(preferences.rows() - 1);
  if (lead(terms, 0, even) <= 0) return 0;
  double low = 0, high = 1;
  while (lead(terms, high, even) > 0) high *= 2;
  for (double middle = 0.5 * high; middle > low && middle < high; middle = 0.5 * (low + high))
    (lead(terms, middle, even) > 0 ? low : high) = middle;
  double cost = 0;
  for (const Term& term : terms) {
    const double to = moved(term, high);
    if (term.weight > 0) cost += term.weight * bernoulli_kl(term.preference, to);
  }
  return cost;
}

}  // namespace megabandit
