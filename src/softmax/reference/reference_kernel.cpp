#include <cmath>
#include <numbers>

#include "softmax/kernel.hpp"
#include "softmax/top_heap.hpp"

namespace megabandit {
namespace {

/// <query, row> for all rows, in double.
Eigen::VectorXd products(RowsView<float> queries, Eigen::Index query, RowsView<float> rows) {
  return rows.cast<double>() * queries.row(query).cast<double>().transpose();
}

/// exp(<query, row>) / 2^shift for all rows.
Eigen::VectorXd weights_of(RowsView<float> queries, Eigen::Index query, float shift, RowsView<float> rows) {
  return (products(queries, query, rows).array() - static_cast<double>(shift) * std::numbers::ln2).exp();
}

/// A field's numbers of one query; ones without a field.
Eigen::VectorXd field_of(const Field& field, Eigen::Index query, Eigen::Index actions) {
  return field.empty() ? Eigen::VectorXd::Ones(actions) : products(field.queries, query, field.rows);
}

void deposit(std::size_t column, std::size_t query, const Eigen::VectorXd& weight, RowsView<float> rows,
             PartitionSums& sums) {
  sums.deposit(column, query, weight.sum());
  const Eigen::VectorXd total = rows.cast<double>().transpose() * weight;
  for (std::size_t k = 0; k < sums.columns(); ++k)
    sums.deposit(column + 1 + k, query, total[static_cast<Eigen::Index>(k)]);
}

class ReferenceKernel final : public SoftmaxKernel {
 public:
  std::string name() const override { return "reference"; }

  // The whole slice counts as one span: its sums are not rounded before they are deposited.
  void accumulate(RowsView<float> queries, std::span<const float> shift, const Slice& slice,
                  const Field& field, PartitionSums& sums) const override {
    for (Eigen::Index q = 0; q < queries.rows(); ++q) {
      const auto query = static_cast<std::size_t>(q);
      const Eigen::VectorXd weight = weights_of(queries, q, shift[query], slice.rows);
      deposit(0, query, weight, slice.rows, sums);
      if (!sums.has_field()) continue;
      const Eigen::VectorXd with_field = weight.cwiseProduct(field_of(field, q, weight.size()));
      deposit(sums.field_column(), query, with_field, slice.rows, sums);
    }
  }

  void maxima(RowsView<float> queries, const Slice& slice, std::span<float> largest) const override {
    if (slice.rows.rows() == 0) return;
    for (Eigen::Index q = 0; q < queries.rows(); ++q) {
      float& most = largest[static_cast<std::size_t>(q)];
      most = std::max(most,
                      static_cast<float>(std::numbers::log2e * products(queries, q, slice.rows).maxCoeff()));
    }
  }

  void table_gradient(RowsView<float> queries, std::span<const double> log_z, RowsView<float> weighted,
                      const Slice& slice, const Field& field, std::span<const float> centre,
                      RowMatrix<float>& gradient) const override {
    RowMatrix<double> total = RowMatrix<double>::Zero(gradient.rows(), gradient.cols());
    for (Eigen::Index q = 0; q < queries.rows(); ++q) {
      const auto query = static_cast<std::size_t>(q);
      const Eigen::VectorXd scores = products(queries, q, slice.rows);
      Eigen::VectorXd factor = (scores.array() - log_z[query]).exp();
      if (!field.empty())
        factor.array() *= field_of(field, q, scores.size()).array() - static_cast<double>(centre[query]);
      total += factor * weighted.row(q).cast<double>();
    }
    gradient = total.cast<float>();
  }

  void tile_sums(RowsView<float> queries, std::span<const float> shift, const Slice& slice, float* sums,
                 std::size_t stride) const override {
    const auto size = static_cast<Eigen::Index>(kTileActions);
    for (Eigen::Index q = 0; q < queries.rows(); ++q) {
      const auto query = static_cast<std::size_t>(q);
      const Eigen::VectorXd weight = weights_of(queries, q, shift[query], slice.rows);
      for (Eigen::Index first = 0; first < weight.size(); first += size)
        sums[query * stride + static_cast<std::size_t>(first / size)] =
            static_cast<float>(weight.segment(first, std::min(size, weight.size() - first)).sum());
    }
  }

  void weights(RowsView<float> query, float shift, RowsView<float> rows,
               std::span<float> weights) const override {
    const Eigen::VectorXd exact = weights_of(query, 0, shift, rows);
    for (std::size_t a = 0; a < weights.size(); ++a)
      weights[a] = static_cast<float>(exact[static_cast<Eigen::Index>(a)]);
  }

  std::vector<std::vector<Ranked>> top(RowsView<float> queries, const Slice& slice,
                                       std::size_t n) const override {
    std::vector<std::vector<Ranked>> best;
    for (Eigen::Index q = 0; q < queries.rows(); ++q) {
      const Eigen::VectorXd scores = products(queries, q, slice.rows);
      TopHeap heap(n);
      for (Eigen::Index a = 0; a < scores.size(); ++a)
        heap.offer(ActionId{static_cast<std::uint32_t>(slice.first + static_cast<std::uint64_t>(a))},
                   scores[a]);
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
