#include <cmath>

#include "softmax/kernel.hpp"
#include "softmax/top_heap.hpp"

namespace megabandit {
namespace {

/// Scores of one query for all actions, in double.
Eigen::VectorXd scores_of(RowsView<float> queries, Eigen::Index query, RowsView<float> table) {
  return table.cast<double>() * queries.row(query).cast<double>().transpose();
}

class ReferenceKernel final : public SoftmaxKernel {
 public:
  std::string name() const override { return "reference"; }

  void partition(RowsView<float> queries, RowsView<float> table, std::span<double> log_z,
                 RowMatrix<float>& mean) const override {
    for (Eigen::Index q = 0; q < queries.rows(); ++q) {
      const Eigen::VectorXd scores = scores_of(queries, q, table);
      const double largest = scores.maxCoeff();
      const double log_sum = largest + std::log((scores.array() - largest).exp().sum());
      log_z[static_cast<std::size_t>(q)] = log_sum;
      if (mean.rows() == 0) continue;
      const Eigen::VectorXd probabilities = (scores.array() - log_sum).exp();
      mean.row(q) = (table.cast<double>().transpose() * probabilities).transpose().cast<float>();
    }
  }

  void table_gradient(RowsView<float> queries, RowsView<float> table, std::span<const double> log_z,
                      RowsView<float> weighted, std::uint64_t first,
                      RowMatrix<float>& gradient) const override {
    RowMatrix<double> total = RowMatrix<double>::Zero(gradient.rows(), gradient.cols());
    for (Eigen::Index q = 0; q < queries.rows(); ++q) {
      const Eigen::VectorXd scores = scores_of(queries, q, table);
      const Eigen::VectorXd probabilities = (scores.array() - log_z[static_cast<std::size_t>(q)]).exp();
      total += probabilities.segment(static_cast<Eigen::Index>(first), gradient.rows()) *
               weighted.row(q).cast<double>();
    }
    gradient = total.cast<float>();
  }

  std::vector<std::vector<Ranked>> top(RowsView<float> queries, RowsView<float> table,
                                       std::size_t n) const override {
    std::vector<std::vector<Ranked>> best;
    for (Eigen::Index q = 0; q < queries.rows(); ++q) {
      const Eigen::VectorXd scores = scores_of(queries, q, table);
      TopHeap heap(n);
      for (Eigen::Index a = 0; a < scores.size(); ++a)
        heap.offer(ActionId{static_cast<std::uint32_t>(a)}, scores[a]);
      best.push_back(std::move(heap).sorted());
    }
    return best;
  }
};

}  // namespace

const SoftmaxKernel& reference_kernel() {
  static const ReferenceKernel kernel;
  return kernel;
}

}  // namespace megabandit
