#pragma once
// Counts of every pair as a rule sees them in the middle of a draft: what was answered, and how often what
// was chosen since will have been compared.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "compare/sampling/draws.hpp"
#include "compare/sampling/sampling_rule.hpp"

namespace megabandit::sampling {

/// A matrix of all pairs, hence for at most kDenseCandidates candidates. Forgets between waves: nothing to be
/// saved.
class Tableau {
 public:
  /// @param rule  who asks: for the message
  /// @throws ConfigError above kDenseCandidates
  Tableau(std::uint64_t candidates, std::string_view rule);

  std::uint32_t candidates() const { return static_cast<std::uint32_t>(candidates_); }
  /// Before the first choice of a wave.
  void begin_wave() { fresh_ = false; }
  /// Before each choice: takes in what the draft holds by now.
  void see(const Draft& draft);

  std::uint64_t wins(std::uint32_t i, std::uint32_t j) const { return wins_[at(i, j)]; }
  std::uint64_t decided(std::uint32_t i, std::uint32_t j) const { return wins_[at(i, j)] + wins_[at(j, i)]; }
  /// Decided, and chosen but not known yet.
  std::uint64_t expected(std::uint32_t i, std::uint32_t j) const { return decided(i, j) + chosen_[at(i, j)]; }
  /// All comparisons with ties, and those chosen.
  std::uint64_t plays(std::uint32_t i, std::uint32_t j) const {
    return compared_[at(i, j)] + chosen_[at(i, j)];
  }
  /// Share of i's wins against j among the decided; 1/2 before the first.
  double share(std::uint32_t i, std::uint32_t j) const;

  /// The first pair that was never compared, while there is one.
  std::optional<Choosing> never_compared();
  /// Of the pairs of those with `among[i] != 0` (two or more) the least compared one, of equals the first.
  Choosing least_played(const std::vector<char>& among) const;

 private:
  std::size_t at(std::uint32_t i, std::uint32_t j) const { return i * candidates_ + j; }
  void read(const Contest& contest);
  void count(Pair pair);

  std::size_t candidates_;
  bool fresh_ = false;                 // whether this wave's contest was read
  std::size_t seen_ = 0;               // of the draft's choices
  std::uint64_t pairs_untouched_ = 0;  // neither compared nor chosen
  std::size_t first_ = 0;              // cell of the matrix: none of the pairs before it is untouched
  std::vector<std::uint64_t> wins_, compared_, chosen_;
};

/// A choice for rules that do not care which of the two is the subject.
inline Choosing compare(std::uint32_t one, std::uint32_t other) {
  return {pair_of(CandidateId(one), CandidateId(other)), CandidateId(one)};
}

/// Any pair of K candidates.
inline Choosing random_pair(std::uint32_t candidates, Draws& draws) {
  const auto one = static_cast<std::uint32_t>(draws.below(candidates));
  const auto other = static_cast<std::uint32_t>(draws.below(candidates - 1));
  return compare(one, other < one ? other : other + 1);
}

/// The index that rates highest by `rate`, of equals the first. `count` > 0.
template <class Rate>
std::uint32_t best_of(std::uint32_t count, const Rate& rate) {
  std::uint32_t best = 0;
  double highest = rate(0);
  for (std::uint32_t i = 1; i < count; ++i)
    if (const double rated = rate(i); rated > highest) highest = rated, best = i;
  return best;
}

}  // namespace megabandit::sampling
