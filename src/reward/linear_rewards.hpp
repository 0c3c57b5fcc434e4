#pragma once
// rhat(x, s) = <W [1; x], [1; s]>: linear in what is seen, given the context (DSO specification 1.13). Then
// the mean over an action's outputs is rhat at its mean output, and rhat(x, .) a field of low rank.
//
// Cross-fitted: a context belongs to one of several folds, and its rounds are predicted by weights that were
// learned from the other folds (Chernozhukov et al. 2018), so that no round's noise is in its prediction.

#include <cstdint>
#include <vector>

#include "base/matrix.hpp"
#include "log/shard.hpp"

namespace megabandit {

/// By which columns are brought to mean 0 and standard deviation 1; the scale of a constant one is 1.
struct Standard {
  Eigen::RowVectorXd centre, scale;
  /// [n, columns] to [n, 1 + columns], ones first.
  RowMatrix<double> operator()(const RowMatrix<double>& rows) const;
};

/// Which contexts are in which fold: a function of the seed and the context's number in the log.
struct Folds {
  std::uint64_t count = 2;
  std::uint64_t seed = 0;
  std::uint64_t contexts_per_block = 1;
  std::uint64_t operator()(BlockId block, std::uint64_t row) const;
};

struct LinearRewards {
  Standard features, outputs;
  Folds folds;
  std::vector<RowMatrix<double>> weights;  ///< of each fold, from the others: [1 + d, 1 + e], standardised

  /// rhat(x, s) = at_zero + <slope, s>, for the context in row `row` of a block, with features `x`.
  struct OfContext {
    double at_zero = 0;
    Eigen::RowVectorXd slope;
  };
  OfContext of(BlockId block, std::uint64_t row, const Eigen::Ref<const Eigen::RowVectorXd>& x) const;
};

}  // namespace megabandit
