#pragma once
// Evidence against each candidate's being the best, as e-processes: whatever is sampled, in waves of whatever
// size, the evidence against the Condorcet winner ever reaches 1/delta with probability at most delta
// (LLM-PO specification 4.2, theorem 2).

#include <cstdint>
#include <span>
#include <vector>

#include "base/saved_state.hpp"
#include "compare/pair_counts.hpp"

namespace megabandit {

/// log of the mixture likelihood ratio of W wins and L losses under shares below 1/2 to share 1/2
/// (Beta(1/2, 1/2) cut at 1/2; specification 4.2, A.3). Numbers 0 .. 2^53; accurate to 1e-9.
double log_m1(double wins, double losses);

/// Kullback-Leibler divergence of Bernoulli p from Bernoulli q in nats; p in [0, 1], q in (0, 1).
double bernoulli_kl(double p, double q);

class Evidence {
 public:
  explicit Evidence(std::uint64_t candidates);

  /// The comparisons of one pair in one wave; `before`: totals of the pair when the wave began.
  void observe(Pair pair, const PairTotals& before, const PairTotals& wave);

  double product(CandidateId j) const;  ///< log E_prod_j
  double average(CandidateId j) const;  ///< log E_avg_j
  double log_e(CandidateId j) const;    ///< log of the mean of the two ("HYB")

  void save(SavedState& state) const;
  void load(const SavedState& state);

 private:
  std::uint64_t candidates_;
};

}  // namespace megabandit
