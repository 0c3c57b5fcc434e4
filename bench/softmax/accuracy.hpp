#pragma once

#include <nlohmann/json.hpp>

#include "bench/softmax/problem.hpp"

namespace megabandit::bench {

/// The reference kernel's answers to the first queries of a problem.
class Exact {
 public:
  Exact(const Problem& problem, Eigen::Index queries);

  /// The largest error of log Z, and relative L2 errors of mean and table gradient.
  nlohmann::ordered_json errors(const SoftmaxKernel& kernel) const;

 private:
  RowMatrix<float> gradient(const SoftmaxKernel& kernel) const;

  const Problem& problem_;
  RowsView<float> queries_;
  Catalogue catalogue_;
  Partition partition_;
  RowMatrix<float> gradient_;
};

/// The error of log Z where scores go from -10,000 to 10,000, relative to the largest.
double error_at_ten_thousand(const SoftmaxKernel& kernel, const Size& size);

}  // namespace megabandit::bench
