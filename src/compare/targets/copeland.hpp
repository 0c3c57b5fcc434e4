#pragma once
// Evidence on who beats the most others (Copeland).
//
// For an ordered pair let m_ab be the highest value ever of log_m1(W_ab, L_ab), the log evidence against
// mu_ab >= 1/2. "b beats a" is decided at level x when m_ab >= x. At x = log(2 P / delta), P pairs, any wrong
// decision is made ever with probability at most 2 P delta / (2 P) = delta (Ville for each of the 2 P
// directions, a union bound). Without one, the decided wins of a candidate are a lower bound of its Copeland
// score and all but its decided losses an upper bound; a leader whose lower bound is at least everyone's
// upper bound has the highest score. That of the leader l over j is the case at level x when
// #{k : m_kl >= x} + #{k : m_jk >= x} >= K - 1: up to the (K-1)-th largest of these 2 (K-1) numbers, which is
// the statistic against j.

#include <vector>

#include "base/saved_state.hpp"
#include "compare/contest/contest.hpp"

namespace megabandit {

/// Numbers for every pair, hence for at most kDenseCandidates candidates. Replicated state.
class CopelandEvidence {
 public:
  /// @throws ConfigError above kDenseCandidates candidates
  explicit CopelandEvidence(std::uint64_t candidates);

  /// After each wave.
  void observe(const Contest& contest);

  /// log(2 P / delta).
  double threshold(double delta) const;
  /// The one that won more than half against the most others (half of it counts half); of equals the
  /// smaller one.
  CandidateId leader() const { return leader_; }
  double lost(CandidateId a, CandidateId b) const { return highest_[at(a, b)]; }  ///< m_ab
  double against(CandidateId j) const;  ///< that it has the highest score; for the leader the best other's
  CandidateId least_refuted() const;    ///< of all but the leader; of equals the smaller one

  void save(SavedState& state, const std::string& name) const;
  void load(const SavedState& state, const std::string& name);

 private:
  std::size_t at(CandidateId a, CandidateId b) const { return a.value * candidates_ + b.value; }
  double advantage(CandidateId one, CandidateId other) const;

  std::size_t candidates_;
  std::vector<double> highest_;  // m, row by row
  CandidateId leader_{};
};

}  // namespace megabandit
