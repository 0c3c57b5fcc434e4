#pragma once
// The catalogue in cells of neighbouring vectors, by k-means: a copy of the table in which a cell's rows lie
// together.

#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "normaliser/vector/gather_kernel.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

class Cells {
 public:
  /// @replicated  About `count` cells of `table` [K, d] (fewer where vectors coincide), count in [1, K]; the
  /// same for the same kernel, on any number of threads.
  Cells(const SoftmaxKernel& kernel, RowsView<float> table, std::uint64_t count, std::uint64_t seed,
        std::size_t threads);

  std::size_t count() const { return first_.size() - 1; }
  RowsView<float> rows() const { return {rows_.data(), rows_.rows(), rows_.cols()}; }
  std::uint32_t first(std::size_t cell) const { return first_[cell]; }
  std::uint32_t size(std::size_t cell) const { return first_[cell + 1] - first_[cell]; }
  RowsView<float> rows_of(std::size_t cell) const;
  std::uint32_t row_of(ActionId action) const { return row_of_[action.value]; }
  std::uint64_t memory() const;  ///< bytes

  const std::vector<float>& sizes() const { return sizes_; }  ///< [stride()], beyond count(): 0
  std::size_t stride() const { return stride_; }              ///< count() rounded up
  /// scores[q, cell] = <query_q, mean of the cell's vectors>, [n, stride()]; beyond count() those of the last
  /// cell.
  void scores(const GatherKernel& kernel, RowsView<float> queries, std::vector<float>& scores) const;

 private:
  void arrange(RowsView<float> table, const std::vector<std::uint32_t>& cell_of, std::size_t count);
  void set_centres();

  RowMatrix<float> rows_, centres_;  // [K, d]; [d, stride], a column is the mean of a cell
  std::vector<std::uint32_t> first_, row_of_;
  std::vector<float> sizes_;
  std::size_t stride_ = 0;
};

}  // namespace megabandit
