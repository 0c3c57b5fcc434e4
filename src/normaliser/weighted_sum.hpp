#pragma once
// Sums of weights 2^(score - shift), and of weight times row, under a shift that follows the largest score:
// nothing overflows, whatever comes.

#include <cstdint>
#include <vector>

#include "base/matrix.hpp"
#include "normaliser/drawn_rows.hpp"
#include "normaliser/vector/gather_kernel.hpp"
#include "softmax/partition.hpp"

namespace megabandit {

class WeightedSum {
 public:
  /// `columns`: of the table when weight times row is wanted, else 0.
  WeightedSum(const GatherKernel& kernel, std::size_t columns)
      : kernel_(kernel), row_(columns, 0.0), some_row_(columns) {}

  void clear();
  /// Adds every row that was drawn, with 2^(score - log2_count). `query`: [d], multiplied by log2 e.
  void add(const float* query, RowsView<float> table, const DrawnRows& draws);
  /// Adds what another sum holds: `weight` and `row` under `shift` (log2).
  template <class RowSum>
  void add_sum(double shift, double weight, const RowSum& row) {
    const double factor = raise(shift);
    weight_ += factor * weight;
    for (std::size_t k = 0; k < row_.size(); ++k) row_[k] += factor * row(k);
  }
  /// Writes log Z and the mean of query `to`.
  void finish(Partition& out, std::size_t to) const;

 private:
  double raise(double shift);
  void add_some(const float* query, RowsView<float> table, const DrawnRows& draws, std::size_t first,
                std::size_t count);

  const GatherKernel& kernel_;
  double shift_ = 0, weight_ = 0;
  std::vector<double> row_;
  std::vector<float> some_row_;  // of a few draws
};

/// The one that goes with a softmax kernel, so that ranks that share that one share this one.
const GatherKernel& gather_kernel(const SoftmaxKernel& kernel);

/// A partition of n queries to be filled in.
Partition empty_partition(std::size_t n, std::size_t columns, bool mean);

/// Queries in units of log 2.
RowMatrix<float> in_log2(RowsView<float> queries);

}  // namespace megabandit
