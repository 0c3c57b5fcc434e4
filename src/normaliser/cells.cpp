#include "normaliser/cells.hpp"

#include <algorithm>

#include "base/huge_pages.hpp"
#include "base/random.hpp"
#include "base/threads.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kSamplePerCell = 64;  // rows that the centres are found from
constexpr int kRounds = 8;                    // of Lloyd's method
constexpr std::size_t kRowsAtATime = 4096;

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }
RowsView<float> view(const RowMatrix<float>& matrix) { return {matrix.data(), matrix.rows(), matrix.cols()}; }

// One row of each of `count` equal runs of the table.
RowMatrix<float> sample(RowsView<float> table, std::uint64_t count, std::uint64_t seed) {
  const auto rows = static_cast<std::uint64_t>(table.rows());
  RowMatrix<float> some(index(count), table.cols());
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t first = i * rows / count, last = (i + 1) * rows / count;
    const DrawName name{.seed = seed, .stream = Stream::normaliser, .epoch = 0, .index = i};
    some.row(index(i)) = table.row(index(first + below(name, last - first)));
  }
  return some;
}

// The nearest centre of every row: the one of largest <row, c> - |c|^2 / 2.
class Nearest {
 public:
  Nearest(const SoftmaxKernel& kernel, const RowMatrix<float>& centres)
      : kernel_(kernel), centres_(centres.rows(), centres.cols() + 1) {
    centres_ << centres, -0.5F * centres.rowwise().squaredNorm();
  }

  std::vector<std::uint32_t> of(RowsView<float> rows, std::size_t threads) const {
    const auto n = static_cast<std::size_t>(rows.rows());
    std::vector<std::uint32_t> nearest(n);
    parallel_for(threads, (n + kRowsAtATime - 1) / kRowsAtATime, [&](std::size_t task, std::size_t) {
      const std::size_t first = task * kRowsAtATime, count = std::min(kRowsAtATime, n - first);
      RowMatrix<float> queries(index(count), centres_.cols());
      queries << rows.middleRows(index(first), index(count)), RowMatrix<float>::Ones(index(count), 1);
      const auto best = kernel_.top(view(queries), {view(centres_), 0}, 1);
      for (std::size_t i = 0; i < count; ++i) nearest[first + i] = best[i].front().action.value;
    });
    return nearest;
  }

 private:
  const SoftmaxKernel& kernel_;
  RowMatrix<float> centres_;
};

// A cell without rows keeps its centre.
void move_to_means(RowsView<float> rows, const std::vector<std::uint32_t>& cell_of,
                   RowMatrix<float>& centres) {
  RowMatrix<double> sum = RowMatrix<double>::Zero(centres.rows(), centres.cols());
  std::vector<double> size(static_cast<std::size_t>(centres.rows()), 0.0);
  for (std::size_t i = 0; i < cell_of.size(); ++i) {
    sum.row(cell_of[i]) += rows.row(index(i)).cast<double>();
    ++size[cell_of[i]];
  }
  for (std::size_t cell = 0; cell < size.size(); ++cell)
    if (size[cell] > 0) centres.row(index(cell)) = (sum.row(index(cell)) / size[cell]).cast<float>();
}

RowMatrix<float> k_means(const SoftmaxKernel& kernel, RowsView<float> table, std::uint64_t count,
                         std::uint64_t seed, std::size_t threads) {
  const auto rows = static_cast<std::uint64_t>(table.rows());
  const RowMatrix<float> some = sample(table, std::min(rows, count * kSamplePerCell), seed);
  RowMatrix<float> centres = sample(table, count, seed + 1);
  for (int round = 0; round < kRounds; ++round)
    move_to_means(view(some), Nearest(kernel, centres).of(view(some), threads), centres);
  return centres;
}

}  // namespace

Cells::Cells(const SoftmaxKernel& kernel, RowsView<float> table, std::uint64_t count, std::uint64_t seed,
             std::size_t threads) {
  const RowMatrix<float> centres = k_means(kernel, table, count, seed, threads);
  arrange(table, Nearest(kernel, centres).of(table, threads), count);
  set_centres();
}

// Cells without rows are left out.
void Cells::arrange(RowsView<float> table, const std::vector<std::uint32_t>& cell_of, std::size_t count) {
  std::vector<std::uint32_t> next(count + 1, 0);
  for (const std::uint32_t cell : cell_of) ++next[cell + 1];
  first_ = {0};
  for (std::size_t cell = 0; cell < count; ++cell) {
    next[cell + 1] += next[cell];
    if (next[cell + 1] > next[cell]) first_.push_back(next[cell + 1]);
  }
  rows_.resize(table.rows(), table.cols());
  wish_for_huge_pages(rows_.data(), static_cast<std::size_t>(rows_.size()) * sizeof(float));
  row_of_.resize(cell_of.size());
  for (std::size_t action = 0; action < cell_of.size(); ++action) {
    row_of_[action] = next[cell_of[action]]++;
    rows_.row(row_of_[action]) = table.row(index(action));
  }
}

void Cells::set_centres() {
  stride_ = (count() + kCentreLanes - 1) / kCentreLanes * kCentreLanes;
  centres_.resize(rows_.cols(), index(stride_));
  sizes_.assign(stride_, 0.0F);
  for (std::size_t cell = 0; cell < stride_; ++cell) {
    const std::size_t own = std::min(cell, count() - 1);
    centres_.col(index(cell)) = rows_of(own).cast<double>().colwise().mean().transpose().cast<float>();
    if (own == cell) sizes_[cell] = static_cast<float>(size(cell));
  }
}

RowsView<float> Cells::rows_of(std::size_t cell) const {
  return {rows_.data() + std::size_t{first(cell)} * static_cast<std::size_t>(rows_.cols()), index(size(cell)),
          rows_.cols()};
}

std::uint64_t Cells::memory() const {
  return static_cast<std::uint64_t>(rows_.size() + centres_.size()) * sizeof(float) +
         (first_.size() + row_of_.size()) * sizeof(std::uint32_t);
}

void Cells::scores(const GatherKernel& kernel, RowsView<float> queries, std::vector<float>& scores) const {
  scores.resize(static_cast<std::size_t>(queries.rows()) * stride_);
  kernel.scores(queries.data(), static_cast<std::size_t>(queries.rows()), centres_.data(),
                static_cast<std::size_t>(queries.cols()), stride_, scores.data());
}

}  // namespace megabandit
