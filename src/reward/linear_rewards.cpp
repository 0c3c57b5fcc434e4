#include "reward/linear_rewards.hpp"

#include "base/random.hpp"

namespace megabandit {

RowMatrix<double> Standard::operator()(const RowMatrix<double>& rows) const {
  RowMatrix<double> all(rows.rows(), 1 + rows.cols());
  all.col(0).setOnes();
  all.rightCols(rows.cols()) = (rows.rowwise() - centre).array().rowwise() / scale.array();
  return all;
}

std::uint64_t Folds::operator()(BlockId block, std::uint64_t row) const {
  return below({.seed = seed, .stream = Stream::fold, .index = block.value * contexts_per_block + row},
               count);
}

LinearRewards::OfContext LinearRewards::of(BlockId block, std::uint64_t row,
                                           const Eigen::Ref<const Eigen::RowVectorXd>& x) const {
  const Eigen::RowVectorXd by_output = features(x) * weights[folds(block, row)];
  OfContext of{by_output[0], by_output.tail(outputs.scale.size()).array() / outputs.scale.array()};
  of.at_zero -= of.slope.dot(outputs.centre);
  return of;
}

}  // namespace megabandit
