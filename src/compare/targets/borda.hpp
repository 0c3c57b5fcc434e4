#pragma once
// Evidence against each candidate's having the highest Borda score: the share of wins, ties half, against an
// opponent that is drawn uniformly from all others.
//
// A comparison in which j was the subject has a value Y in {0, 1/2, 1} whose mean, given all that was before,
// is the score b_j: its opponent is drawn anew, whatever made j the subject. With S_j the sum of these values
// and F_j = n_j - S_j, KT(S, F) = B(S + 1/2, F + 1/2) / B(1/2, 1/2) is the Jeffreys mixture of p^S (1-p)^F
// and
//
//   E_jk = KT(S_j, F_j) KT(S_k, F_k) / sup { p^S_j (1-p)^F_j q^S_k (1-q)^F_k : p >= q },  E_j = mean_k E_jk.
//
// Where b_j >= b_k, E_jk is at most the mixture of the likelihood ratios of (p, q) to (b_j, b_k), each a
// product of factors (p/b)^Y ((1-p)/(1-b))^(1-Y). As x -> c^x d^(1-x) is convex, such a factor is at most
// Y p/b + (1-Y) (1-p)/(1-b), the mean of which is 1: the ratios, their mixture and the mean over k are
// supermartingales that begin at 1, and E_j of the Borda winner ever reaches 1/delta with probability at most
// delta (Ville), whatever is sampled and in waves of whatever size.

#include <vector>

#include "compare/contest/contest.hpp"

namespace megabandit {

/// How one did as the subject.
struct BordaForm {
  double wins = 0, losses = 0;  ///< ties are half of each
  double log_mixture = 0;       ///< log KT(wins, losses)
  double share() const { return wins + losses > 0 ? wins / (wins + losses) : 0.5; }
};

/// What a contest says of Borda scores. Replicated: a function of the contest's subject_wins and
/// subject_comparisons.
class BordaEvidence {
 public:
  explicit BordaEvidence(const Contest& contest);

  /// The highest share; of equals the smaller one.
  CandidateId leader() const { return leader_; }
  const BordaForm& form(CandidateId j) const { return forms_[j.value]; }
  double against(CandidateId j) const;  ///< log E_j; takes time proportional to K
  /// The one that is not the leader with the least evidence against it; of equals the smaller one.
  CandidateId least_refuted() const;

 private:
  std::vector<BordaForm> forms_;
  CandidateId leader_{};
};

}  // namespace megabandit
