#pragma once
// What is known after some waves: the same on every rank, a function of the totals of the waves alone.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/saved_state.hpp"
#include "compare/bradley_terry/bradley_terry.hpp"
#include "compare/contest/evidence.hpp"
#include "compare/contest/wave.hpp"
#include "compare/pairs/pair_counts.hpp"

namespace megabandit {

/// Candidates in the course of a run.
class Contest {
 public:
  /// @param candidates  2 at least
  /// @param epsilon     indifference zone, in [0, 1/2): to be best means to win a share of at least
  ///                    1/2 + epsilon against everyone
  /// @param structure   how scores of candidates hang together; null: nothing is assumed
  Contest(std::uint64_t candidates, double epsilon, std::unique_ptr<BradleyTerry> structure);

  /// Before the first wave: goes on from evidence [K] of an earlier procedure (logarithms) and the counts
  /// among these candidates that are in it.
  /// @throws InternalError where a structure is assumed
  void start_from(std::vector<double> evidence, const PairCounts& covered);

  /// Takes in all outcomes of a wave: totals[i] are those of wave.planned[i]. Waves come in their order.
  void observe(const Wave& wave, std::span<const PairTotals> totals);

  std::uint64_t candidates() const { return counts_.candidates(); }
  double bar() const { return bar_; }  ///< share of wins of the best against everyone at least: 1/2 + epsilon
  std::uint64_t comparisons() const { return counts_.comparisons(); }  ///< so far, with ties
  std::uint64_t waves() const { return waves_; }                       ///< so far
  const PairCounts& counts() const { return counts_; }
  const Evidence& evidence() const { return evidence_; }  ///< against each one's being the best (HYB)
  /// D_j = sum_k N_jk kl(share of wins of j against k, bar) over the k that j is behind: what it would cost
  /// in log-likelihood were j the Condorcet winner. To 2^-32 for each k.
  double cost_of(CandidateId j) const;
  /// How many others j won more comparisons against than it lost (its Copeland count so far).
  std::uint64_t beats(CandidateId j) const { return beaten_[j.value]; }
  /// The one with the least cost; of equals the one that is ahead of more, then the smaller one. Where a
  /// structure is assumed, the one with the highest score.
  CandidateId leader() const { return leader_; }

  /// Shares of wins (ties are half a win) of comparisons in which j was the subject.
  double subject_wins(CandidateId j) const { return subject_wins_[j.value]; }
  std::uint64_t subject_comparisons(CandidateId j) const { return subject_comparisons_[j.value]; }
  const BradleyTerry* structure() const { return structure_.get(); }  ///< null: none is assumed

  void save(SavedState& state) const;
  void load(const SavedState& state);

 private:
  void observe(Pair pair, const PairTotals& totals);
  void count_subject(const Planned& planned, const PairTotals& totals);
  void charge(Pair pair, const PairTotals& totals, int sign);
  CandidateId least_cost() const;

  double bar_;
  PairCounts counts_;
  Evidence evidence_;
  std::unique_ptr<BradleyTerry> structure_;
  std::vector<std::int64_t> cost_;  // fixed point: whatever the order, the same sum; equals stay equal
  std::vector<std::uint32_t> beaten_;
  std::vector<double> subject_wins_;
  std::vector<std::uint64_t> subject_comparisons_;
  std::uint64_t waves_ = 0;
  CandidateId leader_{};
};

}  // namespace megabandit
