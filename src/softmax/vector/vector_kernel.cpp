#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <new>
#include <numbers>

#include "softmax/kernel.hpp"
#include "softmax/top_heap.hpp"
#include "softmax/vector/lane_kernel.hpp"

namespace megabandit {
namespace {

using std::numbers::ln2;
using std::numbers::log2e;

template <class T>
class Aligned {
 public:
  explicit Aligned(std::size_t n)
      : memory_(static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64})), Free{}) {
    std::fill_n(memory_.get(), n, T{});
  }
  T* get() const { return memory_.get(); }

 private:
  struct Free {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{64}); }
  };
  std::unique_ptr<T, Free> memory_;
};

/// A block of queries in lanes, and the memory to work on it.
class Block {
 public:
  Block(const LaneKernel& lanes, std::size_t d)
      : lanes_(lanes.lanes),
        d_(d),
        queries_(d * lanes_),
        scores_(kTileActions * lanes_),
        mean_(d * lanes_),
        total_mean_(d * lanes_) {}

  /// Queries first, first + 1, ... in lanes, in units of log 2; lanes beyond the last query hold zeros.
  void pack(RowsView<float> queries, std::size_t first) {
    used_ = std::min(lanes_, static_cast<std::size_t>(queries.rows()) - first);
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      const float* query = queries.data() + (first + lane) * d_;
      for (std::size_t k = 0; k < d_; ++k)
        queries_.get()[k * lanes_ + lane] =
            lane < used_ ? static_cast<float>(log2e * static_cast<double>(query[k])) : 0.0F;
    }
  }

  std::size_t used() const { return used_; }
  const float* queries() const { return queries_.get(); }
  LaneScratch scratch() const { return {scores_.get(), mean_.get(), total_mean_.get()}; }

 private:
  std::size_t lanes_, d_, used_ = 0;
  Aligned<float> queries_, scores_, mean_;
  Aligned<double> total_mean_;
};

std::size_t rows_of(const auto& matrix) { return static_cast<std::size_t>(matrix.rows()); }
std::size_t columns_of(const auto& matrix) { return static_cast<std::size_t>(matrix.cols()); }

std::vector<Ranked> in_natural_units(std::vector<Ranked> ranked) {
  for (Ranked& one : ranked) one.score *= ln2;
  return ranked;
}

class VectorKernel final : public SoftmaxKernel {
 public:
  explicit VectorKernel(const LaneKernel& lanes) : lanes_(lanes) {}
  std::string name() const override { return lanes_.name; }

  void partition(RowsView<float> queries, RowsView<float> table, std::span<double> log_z,
                 RowMatrix<float>& mean) const override {
    const std::size_t d = columns_of(table), n = rows_of(queries);
    Block block(lanes_, d);
    std::vector<double> block_log_z(lanes_.lanes);
    RowMatrix<float> block_mean(mean.rows() > 0 ? static_cast<Eigen::Index>(lanes_.lanes) : 0, table.cols());
    for (std::size_t first = 0; first < n; first += lanes_.lanes) {
      block.pack(queries, first);
      lanes_.partition(block.queries(), table.data(), rows_of(table), d, block.scratch(), block_log_z.data(),
                       block_mean.size() > 0 ? block_mean.data() : nullptr);
      for (std::size_t lane = 0; lane < block.used(); ++lane) log_z[first + lane] = block_log_z[lane] * ln2;
      if (block_mean.size() > 0) std::copy_n(block_mean.data(), block.used() * d, mean.data() + first * d);
    }
  }

  void table_gradient(RowsView<float> queries, RowsView<float> table, std::span<const double> log_z,
                      RowsView<float> weighted, std::uint64_t first_action,
                      RowMatrix<float>& gradient) const override {
    const std::size_t d = columns_of(table), n = rows_of(queries);
    Block block(lanes_, d);
    Aligned<float> reference(lanes_.lanes);
    gradient.setZero();
    for (std::size_t first = 0; first < n; first += lanes_.lanes) {
      block.pack(queries, first);
      for (std::size_t lane = 0; lane < block.used(); ++lane)
        reference.get()[lane] = static_cast<float>(log_z[first + lane] * log2e);
      lanes_.gradient(block.queries(), reference.get(), weighted.data() + first * d, block.used(),
                      table.data() + first_action * d, rows_of(gradient), d, block.scratch(),
                      gradient.data());
    }
  }

  std::vector<std::vector<Ranked>> top(RowsView<float> queries, RowsView<float> table,
                                       std::size_t n) const override {
    const std::size_t d = columns_of(table);
    std::vector<std::vector<Ranked>> best;
    Block block(lanes_, d);
    for (std::size_t first = 0; first < rows_of(queries); first += lanes_.lanes) {
      block.pack(queries, first);
      std::vector<TopHeap> heaps(block.used(), TopHeap(n));
      std::vector<float> bars(block.used(), -std::numeric_limits<float>::infinity());
      for (std::size_t a = 0; a < rows_of(table); a += kTileActions) offer_tile(block, table, a, heaps, bars);
      for (auto& heap : heaps) best.push_back(in_natural_units(std::move(heap).sorted()));
    }
    return best;
  }

 private:
  void offer_tile(const Block& block, RowsView<float> table, std::size_t first, std::vector<TopHeap>& heaps,
                  std::vector<float>& bars) const {
    const std::size_t d = columns_of(table), count = std::min(kTileActions, rows_of(table) - first);
    const float* scores = block.scratch().scores;
    lanes_.scores(block.queries(), table.data() + first * d, count, d, block.scratch().scores);
    for (std::size_t a = 0; a < count; ++a)
      for (std::size_t lane = 0; lane < heaps.size(); ++lane) {
        const float score = scores[a * lanes_.lanes + lane];
        if (score <= bars[lane]) continue;  // nearly always
        heaps[lane].offer(ActionId{static_cast<std::uint32_t>(first + a)}, static_cast<double>(score));
        bars[lane] = static_cast<float>(heaps[lane].bar());
      }
  }

  const LaneKernel& lanes_;
};

}  // namespace

std::vector<const SoftmaxKernel*> vector_kernels() {
  static const VectorKernel avx512(kAvx512Kernel), avx2(kAvx2Kernel), sse2(kSse2Kernel);
  std::vector<const SoftmaxKernel*> kernels;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    kernels.push_back(&avx512);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels.push_back(&avx2);
  kernels.push_back(&sse2);
  return kernels;
}

const SoftmaxKernel& vector_kernel() {
  static const SoftmaxKernel& best = *vector_kernels().front();
  return best;
}

}  // namespace megabandit
