#pragma once
// The constants of a world of sentences (DSO specification 2.1).

#include <cstdint>

#include "base/matrix.hpp"

namespace megabandit {

struct SentenceWorldSettings;

/// d: of user, query and action embedding; e: of a sentence. Contexts are rows N(0, I) * context_factor.
struct SentenceMatrices {
  RowMatrix<float> embeddings;       ///< e_a, [A, d]
  RowMatrix<double> context_factor;  ///< [2 d, 2 d], entries uniform in (-1, 1)
  RowMatrix<double> output_query;    ///< Q [d, e]
  RowMatrix<double> output_action;   ///< B [d, e]
  RowMatrix<double> reward_user;     ///< Mc [d, e]
  RowMatrix<double> reward_query;    ///< Mq [d, e]
  double output_offset = 0;          ///< b of the rational mapping
};

/// @replicated  Randomness "released": every generator begins anew from the same seed, so that Mc = Q, Mq = B
/// and the first embeddings begin like them. "independent": all entries are independent.
SentenceMatrices draw_matrices(const SentenceWorldSettings& world, std::uint64_t seed);

}  // namespace megabandit
