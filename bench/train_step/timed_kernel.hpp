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

  void partition(RowsView<float> queries, RowsView<float> table, std::span<double> log_z,
                 RowMatrix<float>& mean) const override {
    const double products = mean.rows() > 0 ? 2 : 1;
    work_.queries += static_cast<double>(queries.rows());
    work_.flop += products * product(queries.rows(), table.rows(), table.cols());
    work_.seconds += cpu_seconds_of([&] { kernel_.partition(queries, table, log_z, mean); });
  }

  void table_gradient(RowsView<float> queries, RowsView<float> table, std::span<const double> log_z,
                      RowsView<float> weighted, std::uint64_t first,
                      RowMatrix<float>& gradient) const override {
    work_.flop += 2 * product(queries.rows(), gradient.rows(), table.cols());
    work_.seconds +=
        cpu_seconds_of([&] { kernel_.table_gradient(queries, table, log_z, weighted, first, gradient); });
  }

  std::vector<std::vector<Ranked>> top(RowsView<float> queries, RowsView<float> table,
                                       std::size_t n) const override {
    return kernel_.top(queries, table, n);
  }

 private:
  static double product(Eigen::Index queries, Eigen::Index actions, Eigen::Index columns) {
    return 2.0 * static_cast<double>(queries) * static_cast<double>(actions * columns);
  }

  const SoftmaxKernel& kernel_;
  mutable KernelWork work_;
};

}  // namespace megabandit::bench
