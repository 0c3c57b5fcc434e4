#include "bench/softmax/accuracy.hpp"

#include <algorithm>

namespace megabandit::bench {
namespace {

double distance(const RowMatrix<float>& a, const RowMatrix<float>& b) { return (a - b).norm() / b.norm(); }

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace

Exact::Exact(const Problem& problem, Eigen::Index queries)
    : problem_(problem),
      queries_(problem.some_queries(queries)),
      catalogue_(problem.catalogue()),
      partition_(partition(reference_kernel(), catalogue_, {.queries = queries_, .mean = true}, 1)),
      gradient_(gradient(reference_kernel())) {}

// Under the exact log Z, so that the error is the gradient's own.
RowMatrix<float> Exact::gradient(const SoftmaxKernel& kernel) const {
  RowMatrix<float> gradient(problem_.size.actions, problem_.size.columns);
  const RowsView<float> weighted{problem_.weighted.data(), queries_.rows(), queries_.cols()};
  kernel.table_gradient(queries_, partition_.log_z, weighted, catalogue_.slice, {}, {}, gradient);
  return gradient;
}

nlohmann::ordered_json Exact::errors(const SoftmaxKernel& kernel) const {
  const Partition found = partition(kernel, catalogue_, {.queries = queries_, .mean = true}, 1);
  return {{"queries", queries_.rows()},
          {"log_z_max_error", largest_difference(found.log_z, partition_.log_z)},
          {"mean_relative_error", distance(found.mean, partition_.mean)},
          {"table_gradient_relative_error", distance(gradient(kernel), gradient_)}};
}

double error_at_ten_thousand(const SoftmaxKernel& kernel, const Size& size) {
  constexpr float kRoot = 100;
  const RowMatrix<float> query = RowMatrix<float>::Identity(1, size.columns) * kRoot;
  RowMatrix<float> table = normals(size.actions, size.columns, 5, 1);
  table.col(0) = Eigen::VectorXf::LinSpaced(size.actions, -kRoot, kRoot);
  const Catalogue catalogue =
      make_catalogue({view(table), 0}, static_cast<std::uint64_t>(size.actions), nullptr);
  const PassRequest request{.queries = view(query)};
  const double exact = partition(reference_kernel(), catalogue, request, 1).log_z.front();
  return std::abs(partition(kernel, catalogue, request, 1).log_z.front() - exact) / (kRoot * kRoot);
}

}  // namespace megabandit::bench
