#pragma once
// Exact values of policies in a world of sentences, and the scale that results are told on (DSO specification
// 2.5).

#include "base/matrix.hpp"
#include "world/sentences/sentence_world.hpp"

namespace megabandit {

/// Means over contexts of the exact expected reward.
struct WorldValues {
  double uniform = 0;  ///< of the policy that does not care
  double optimal = 0;  ///< of the best action everywhere
};

/// @replicated
WorldValues exact_values(const SentenceWorld& world, const RowMatrix<float>& contexts);

/// @replicated  mean_x sum_a pi(a | x) R(x, a); `probabilities` [n, A]
double exact_value(const SentenceWorld& world, const RowMatrix<float>& contexts,
                   const RowMatrix<float>& probabilities);

/// 0: no better than uniform, 1: optimal.
double optimality(double value, const WorldValues& values);

}  // namespace megabandit
