#pragma once
// Learns the weights of LinearRewards by ridge regression: for every fold those that minimise, over the
// rounds of the other folds,
//   sum_i (r_i - rhat(x_i, s_i))^2 + ridge |W without its constant|^2   in standardised columns.
// The normal equations are solved by conjugate gradients, one pass over the log a product, all folds in the
// same pass; nothing of the size of their matrix is ever there. Passes: two for moments, the products, and
// one that looks how well rounds are predicted.

#include <string>
#include <vector>

#include "optimizer/conjugate_gradients.hpp"
#include "reward/linear_rewards.hpp"
#include "reward/seen_outputs.hpp"
#include "run/learner.hpp"
#include "run/loop.hpp"

namespace megabandit {

struct FitSettings {
  double ridge = 0;               ///< at least 0
  std::uint64_t folds = 2;        ///< at least 2
  std::uint64_t seed = 0;         ///< of the folds
  std::size_t threads = 1;        ///< of a rank
  Communicator* group = nullptr;  ///< ranks with the same rounds, among whom blocks are dealt; null: none
};

struct FittedRewards {
  LinearRewards rewards;
  /// 1 - sum (r - rhat)^2 / sum (r - mean r)^2 over all rounds, each predicted by the other folds; below 0
  /// where the mean would be better, NaN where all rewards are equal.
  double explained = 0;
  std::uint64_t passes = 0;
  bool converged = true;  ///< to a relative residual of 1e-10
};

/// @collective over `ranks`, which share out the rounds of the shard  The same bits on any number of ranks.
/// @throws AgreedError
FittedRewards fit_rewards(const LoopRanks& ranks, Shard& shard, const OutputsOfRounds& outputs,
                          const FitSettings& settings);

}  // namespace megabandit
