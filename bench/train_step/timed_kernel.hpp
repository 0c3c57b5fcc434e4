#pragma once
// A kernel that counts what it is asked for and how long it takes.

#include "bench/timing.hpp"
#include "softmax/kernel.hpp"

namespace megabandit::bench {

/// Of all calls so far.
struct KernelWork {
  double seconds = 0;  ///< CPU time
  double flop = 0;     ///< of products; exponentials count nothing
  double queries = 0;  ///< whose partition function was asked for
};

/// For one thread.
class TimedKernel final : public SoftmaxKernel {
 public:
  explicit TimedKernel(const SoftmaxKernel& kernel) : kernel_(kernel) {}
  std::string name() const override { return kernel_.name(); }
  const KernelWork& work() const { return work_; }

  void accumulate(RowsView<float> queries, std::span<const float> shift, const Slice& slice,
                  const Field& field, PartitionSums& sums) const override {
    const double products = (sums.columns() > 0 ? 2 : 1) * (sums.has_field() ? 2 : 1);
    work_.queries += static_cast<double>(queries.rows());
    work_.flop += products * product(queries.rows(), slice.rows.rows(), slice.rows.cols());
    work_.seconds += cpu_seconds_of([&] { kernel_.accumulate(queries, shift, slice, field, sums); });
  }

  void maxima(RowsView<float> queries, const Slice& slice, std::span<float> largest) const override {
    work_.seconds += cpu_seconds_of([&] { kernel_.maxima(queries, slice, largest); });
  }

  void table_gradient(RowsView<float> queries, std::span<const double> log_z, RowsView<float> weighted,
                      const Slice& slice, const Field& field, std::span<const float> centre,
                      RowMatrix<float>& gradient) const override {
    work_.flop += 2 * product(queries.rows(), slice.rows.rows(), slice.rows.cols());
    work_.seconds += cpu_seconds_of(
        [&] { kernel_.table_gradient(queries, log_z, weighted, slice, field, centre, gradient); });
  }

  void tile_sums(RowsView<float> queries, std::span<const float> shift, const Slice& slice, float* sums,
                 std::size_t stride) const override {
    kernel_.tile_sums(queries, shift, slice, sums, stride);
  }

  void weights(RowsView<float> query, float shift, RowsView<float> rows,
               std::span<float> weights) const override {
    kernel_.weights(query, shift, rows, weights);
  }

  std::vector<std::vector<Ranked>> top(RowsView<float> queries, const Slice& slice,
                                       std::size_t n) const override {
    return kernel_.top(queries, slice, n);
  }

 private:
  static double product(Eigen::Index queries, Eigen::Index actions, Eigen::Index columns) {
    return 2.0 * static_cast<double>(queries) * static_cast<double>(actions * columns);
  }

  const SoftmaxKernel& kernel_;
  mutable KernelWork work_;
};

}  // namespace megabandit::bench
