#pragma once
// Bradley-Terry scores of up to millions of candidates, most pairs of which never met: Newton's method, with
// systems solved by conjugate gradients on the Laplacian of the comparisons, scaled by its diagonal (LLM-PO
// specification 3.10).

#include <cstdint>
#include <vector>

#include "base/matrix.hpp"
#include "comm/communicator.hpp"
#include "compare/pairs/pair.hpp"

namespace megabandit {

/// How often who won, without ties.
struct MetPair {
  Pair pair;
  std::uint64_t a_wins = 0, b_wins = 0;
};

/// Maximum of log-likelihood - ridge |scores|^2 / 2 over the scores. Of the candidates that this rank owns
/// (owned_candidates).
struct SparseFit {
  Vector scores;           ///< log-odds; their mean is about 0
  Vector standard_errors;  ///< with all other scores taken as they are; 1 / sqrt(ridge) for who met nobody
  std::uint64_t steps = 0, products = 0;
  double gradient = 0;  ///< largest size of an entry, at the scores
};

/// @collective  The same bits on any number of ranks, however the pairs lie on them; a pair may be there more
/// than once. @param ridge  > 0
SparseFit fit_sparse(Communicator& comm, std::uint64_t candidates, const std::vector<MetPair>& pairs,
                     double ridge);

}  // namespace megabandit
