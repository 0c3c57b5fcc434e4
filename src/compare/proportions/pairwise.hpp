#pragma once
// Optimal proportions where nothing is assumed of how preferences hang together: closed forms
// (LLM-PO specification 2.2 .. 2.4, 2.7).
//
// Preferences are a matrix [K, K]: entry (a, b) is P(a beats b) + P(tie) / 2, entries (a, b) and (b, a) sum
// to 1. `bar` is the share of wins that the best has at least against everyone: 1/2, or 1/2 + epsilon.

#include <optional>
#include <utility>
#include <vector>

#include "base/matrix.hpp"
#include "compare/pairs/pair_counts.hpp"
#include "compare/proportions/proportions.hpp"
#include "compare/settings.hpp"

namespace megabandit {

/// The one that beats each other with probability above 1/2, if there is one.
std::optional<CandidateId> condorcet_winner(const RowMatrix<double>& preferences);

/// How a candidate is best shown not to be the best: by comparing it with this opponent.
struct Refutation {
  CandidateId challenger, opponent;
  double divergence = 0;  ///< nats per comparison: kl(preference of challenger over opponent, bar)
};

/// One for each candidate but `best`, in their order. Alternatives::winner: the opponent that beats it most
/// decisively, the best itself among equals, else the first. Alternatives::no_winner: the best.
/// @param least_divergence  those below count as so much: 0 for known preferences; estimates need more
std::vector<Refutation> refutations(const RowMatrix<double>& preferences, CandidateId best,
                                    Alternatives alternatives, double bar, double least_divergence);

/// Effort on each refutation inversely proportional to its divergence: T = sum_j 1 / divergence_j. Optimal
/// for bar = 1/2; with an indifference zone an upper bound of the time, as a pair may then refute either.
Proportions proportions_of(const std::vector<Refutation>& refutations);

/// The proportions `weights` judged: their time, and how much more it is than the optimum's, certified by the
/// dual solution of the closed form (bar = 1/2). An infinite time where someone is never refuted.
Proportions judged(const std::vector<std::pair<Pair, double>>& weights, const RowMatrix<double>& preferences,
                   CandidateId best, Alternatives alternatives);

/// (wins + 1/2) / (comparisons without ties + 1) of each pair; 1/2 for those never compared.
RowMatrix<double> smoothed_preferences(const PairCounts& counts);

/// min over preferences in which j's mean share against the others is at least i's of
/// sum_p weights_p kl(preferences_p, those_p): what refuting the Borda winner i in favour of j costs.
/// @param weights  [K, K], symmetric: of each pair
double borda_cost(const RowMatrix<double>& weights, const RowMatrix<double>& preferences, CandidateId i,
                  CandidateId j);

}  // namespace megabandit
