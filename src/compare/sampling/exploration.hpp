#pragma once
// What every adaptive rule compares whatever the outcomes say: a first look at all candidates, and pairs that
// fell behind (LLM-PO specification 4.4).

#include <cstdint>
#include <optional>
#include <vector>

#include "base/saved_state.hpp"
#include "compare/pairs/per_pair.hpp"
#include "compare/sampling/sampling_rule.hpp"

namespace megabandit {

/// The first look: every pair once if there are at most kFullLook pairs; else three random matchings, then
/// everyone against the leader after them. Thereafter every pair is owed sqrt(t / pairs) / 2 of t
/// comparisons.
class Exploration {
 public:
  static constexpr std::uint64_t kFullLook = 2000;

  explicit Exploration(std::uint64_t candidates);

  /// To be called where the rule's is.
  void begin_wave();
  /// The pair that must be compared now, whatever else is of interest; asked once for each choice.
  std::optional<Pair> owed(const Draft& draft);
  /// Comparisons of a pair, ties and those whose outcome is awaited included.
  std::uint64_t comparisons(const Contest& contest, Pair pair) const;

  void save(SavedState& state) const;  ///< as "rule.look_centre"
  void load(const SavedState& state);

 private:
  void take_in(const Draft& draft);
  bool full_look() const { return pairs_ <= kFullLook; }
  std::optional<Pair> unseen_of_matchings(const Draft& draft);
  std::optional<Pair> unseen_of_star(const Draft& draft);
  std::optional<Pair> least_compared(const Contest& contest, double bound);

  std::uint64_t candidates_, pairs_;
  PerPair<std::uint32_t> awaited_;  // chosen in this wave or under way
  std::vector<Pair> touched_;       // of awaited_
  std::size_t taken_ = 0;           // of the draft's choices
  // The sparse first look.
  std::vector<CandidateId> order_;  // of the matching that is gone through
  std::uint32_t matching_ = 0;
  std::size_t position_ = 0;
  std::optional<CandidateId> centre_;
  // Every pair was compared more than level_ times up to the cursor, level_ times at least behind it.
  // Comparisons only become more, so neither ever goes back.
  std::uint64_t level_ = 0;
  Pair cursor_{CandidateId(0), CandidateId(1)};
};

}  // namespace megabandit
