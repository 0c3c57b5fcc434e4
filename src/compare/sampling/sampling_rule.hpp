#pragma once
// Which pair to compare next.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/random.hpp"
#include "base/saved_state.hpp"
#include "compare/contest/contest.hpp"

namespace megabandit {

/// One comparison that a rule wants.
struct Choosing {
  Pair pair;
  CandidateId subject;
};

/// A wave in the making: what is known, and what was chosen so far without knowing how it went.
struct Draft {
  const Contest& contest;
  std::uint64_t seed = 0;
  std::uint64_t ticket = 0;             ///< of the comparison that is chosen now
  std::uint64_t size = 1;               ///< comparisons that the whole wave is to have
  const std::vector<Choosing>& chosen;  ///< before it, of this wave and of those still under way
  /// The k-th random number in (0, 1) of this choice.
  double uniform(std::uint32_t k) const {
    return megabandit::uniform({seed, Stream::sampling, 0, ticket}, k);
  }
};

/// Replicated: the same state and the same contest give the same choice on every rank.
class SamplingRule {
 public:
  virtual ~SamplingRule() = default;
  /// The next comparison; asked once for each of a wave.
  virtual Choosing next(const Draft& draft) = 0;
  /// Whether it must know how the chosen ones went before it asks for more: the wave is then smaller than
  /// planned. Asked before each `next`; false while nothing is under way, unless it is exhausted.
  virtual bool waits(const Draft&) { return false; }
  /// Before the first `next` of a wave: what costs as much for one comparison as for many.
  virtual void begin_wave(const Contest&, std::uint64_t /*size*/) {}
  /// Whether it has nothing left to ask (knockout, sequential halving); the contest then ends undecided by
  /// its stopping rule, with `answer`. Not asked for within a wave.
  virtual bool exhausted(const Contest&) const { return false; }
  /// Whom the rule itself would name now.
  virtual CandidateId answer(const Contest& contest) const { return contest.leader(); }

  /// What it goes on from bit for bit, under names that begin with "rule.". Stateless rules need nothing.
  virtual void save(SavedState&) const {}
  virtual void load(const SavedState&) {}
};

}  // namespace megabandit
