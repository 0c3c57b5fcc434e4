#include "normaliser/weighted_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace megabandit {

void WeightedSum::clear() {
  weight_ = 0;
  std::ranges::fill(row_, 0.0);
}

// Makes room for weights under `shift`; returns what they have to be multiplied by.
double WeightedSum::raise(double shift) {
  if (weight_ == 0) shift_ = shift;
  if (shift <= shift_) return std::exp2(shift - shift_);
  const double factor = std::exp2(shift_ - shift);
  weight_ *= factor;
  for (double& number : row_) number *= factor;
  shift_ = shift;
  return 1;
}

void WeightedSum::add(const float* query, RowsView<float> table, const DrawnRows& draws) {
  for (std::size_t first = 0; first < draws.row.size(); first += kGatherAtATime)
    add_some(query, table, draws, first, std::min(kGatherAtATime, draws.row.size() - first));
}

void WeightedSum::add_some(const float* query, RowsView<float> table, const DrawnRows& draws,
                           std::size_t first, std::size_t count) {
  const std::uint32_t* row = draws.row.data() + first;
  const auto columns = static_cast<std::size_t>(table.cols());
  float weight[kGatherAtATime] = {};
  kernel_.row_scores(query, table.data(), columns, row, count, weight);
  for (std::size_t i = 0; i < count; ++i) weight[i] -= draws.log2_count[first + i];
  std::fill(weight + count, weight + kGatherAtATime, weight[0]);
  const float largest = kernel_.largest(weight, kGatherAtATime);
  if (!std::isfinite(largest)) weight_ = std::numeric_limits<double>::quiet_NaN();
  kernel_.weigh(weight, kGatherAtATime, largest);
  const double factor = raise(static_cast<double>(largest));
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(weight[i]);
  weight_ += factor * sum;
  if (row_.empty()) return;
  std::ranges::fill(some_row_, 0.0F);
  kernel_.add_rows(weight, table.data(), columns, row, count, some_row_.data());
  for (std::size_t k = 0; k < columns; ++k) row_[k] += factor * static_cast<double>(some_row_[k]);
}

void WeightedSum::finish(Partition& out, std::size_t to) const {
  out.log_z[to] = (shift_ + std::log2(weight_)) * std::numbers::ln2;
  for (std::size_t k = 0; k < row_.size(); ++k)
    out.mean(static_cast<Eigen::Index>(to), static_cast<Eigen::Index>(k)) =
        static_cast<float>(row_[k] / weight_);
}

const GatherKernel& gather_kernel(const SoftmaxKernel& kernel) {
  const std::string name = kernel.name();
  for (const GatherKernel* one : {&kAvx512Gather, &kAvx2Gather})
    if (name.find(one->name) != std::string::npos) return *one;
  return kSse2Gather;
}

Partition empty_partition(std::size_t n, std::size_t columns, bool mean) {
  Partition empty;
  empty.log_z.resize(n);
  empty.mean.resize(mean ? static_cast<Eigen::Index>(n) : 0, static_cast<Eigen::Index>(columns));
  return empty;
}

RowMatrix<float> in_log2(RowsView<float> queries) { return queries * std::numbers::log2e_v<float>; }

}  // namespace megabandit
