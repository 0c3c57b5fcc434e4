#pragma once
// Random numbers of one choice.

#include <cstdint>

#include "base/random.hpp"
#include "compare/sampling/sampling_rule.hpp"

namespace megabandit {

/// Draws that follow each other, named by seed and ticket of the choice. One for each choice: a second one
/// would draw the same again.
class Draws {
 public:
  explicit Draws(const Draft& draft) : name_{draft.seed, Stream::sampling, 0, draft.ticket} {}

  double uniform() { return megabandit::uniform(name_, next_++); }  ///< in (0, 1)
  double normal() { return megabandit::normal(name_, next_++); }    ///< standard
  std::uint64_t below(std::uint64_t bound) { return megabandit::below(name_, bound, next_++); }
  double beta(double a, double b);  ///< Beta(a, b); a, b >= 1

 private:
  double gamma(double shape);

  DrawName name_;
  std::uint32_t next_ = 0;
};

/// The k != `candidate` against which a draw from the posterior of its share of wins, Beta(wins + 1,
/// losses + 1), is lowest. Draws for those it won against alone: the minimum over the others has a closed law
/// (LLM-PO specification 4.4).
CandidateId thompson_nemesis(const PairCounts& counts, CandidateId candidate, Draws& draws);

}  // namespace megabandit
