#pragma once
// Evidence against each candidate's being the best, as e-processes: whatever is sampled, in waves of whatever
// size, the evidence against the Condorcet winner ever reaches 1/delta with probability at most delta
// (LLM-PO specification 4.2, theorem 2).

#include <cstdint>
#include <optional>
#include <vector>

#include "base/saved_state.hpp"
#include "compare/divergence.hpp"
#include "compare/pairs/pair_counts.hpp"

namespace megabandit {

/// Replicated. `product` grows when a candidate loses to whoever it is behind, `average` is a function of the
/// totals; the mean of the two has the better of both.
class Evidence {
 public:
  /// @param bar  share of wins that the best has at least against everyone: 1/2, or more with an indifference
  ///             zone; in [1/2, 1)
  Evidence(std::uint64_t candidates, double bar);

  /// Before the first wave: goes on from evidence [K] of an earlier procedure (logarithms), which took in
  /// `covered` already. Whatever that was: an e-process that goes on from another is one.
  void start_from(std::vector<double> start, const PairCounts& covered);

  /// The comparisons of one pair in one wave, pairs in increasing order.
  /// @param before  totals of the pair when the wave began
  void observe(Pair pair, const PairTotals& before, const PairTotals& wave);
  /// After the last pair of a wave. @param counts  with that wave
  void end_wave(const PairCounts& counts);

  double product(CandidateId j) const { return product_[j.value]; }  ///< log E_prod_j, since the start
  double average(CandidateId j) const { return average_[j.value]; }  ///< log E_avg_j, since the start
  /// log of the mean of the two ("HYB"), and of what it started from.
  double log_e(CandidateId j) const { return log_e_[j.value]; }
  /// log_m1 of one against other; 0 before they met.
  double pairwise(CandidateId one, CandidateId other) const;

  void save(SavedState& state) const;  ///< under names that begin with "evidence."
  void load(const SavedState& state, const PairCounts& counts);

 private:
  struct Sides {
    double a = 0, b = 0;  // log_m1 of a against b, of b against a
  };
  // What was there before the first wave.
  struct Start {
    std::vector<double> evidence;
    PairCounts covered;
    PerPair<Sides> pairwise;
  };
  Sides of(const PairTotals& totals) const;
  double since_start(CandidateId one, CandidateId other) const;
  void load_start(const SavedState& state);
  void touch(CandidateId j);
  void settle(CandidateId j, const PairCounts& counts);

  double bar_;
  std::optional<Start> start_;
  PerPair<Sides> pairwise_;
  std::vector<double> product_, average_, log_e_;
  std::vector<CandidateId> touched_;  // in this wave
  std::vector<bool> is_touched_;
};

}  // namespace megabandit
