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
      : memory_(static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64})), Free{}), size_(n) {
    clear();
  }
  T* get() const { return memory_.get(); }
  void clear() { std::fill_n(memory_.get(), size_, T{}); }

 private:
  struct Free {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{64}); }
  };
  std::unique_ptr<T, Free> memory_;
  std::size_t size_;
};

std::size_t rows_of(const auto& matrix) { return static_cast<std::size_t>(matrix.rows()); }
std::size_t columns_of(const auto& matrix) { return static_cast<std::size_t>(matrix.cols()); }

/// Queries in lanes; lanes beyond the last query hold zeros.
class Packed {
 public:
  Packed(std::size_t lanes, std::size_t columns)
      : lanes_(lanes), columns_(columns), packed_(lanes * columns) {}

  void pack(RowsView<float> queries, std::size_t first, std::size_t used, double unit) {
    for (std::size_t lane = 0; lane < lanes_; ++lane)
      for (std::size_t k = 0; k < columns_; ++k)
        packed_.get()[k * lanes_ + lane] =
            lane < used ? static_cast<float>(
                              unit * static_cast<double>(queries(static_cast<Eigen::Index>(first + lane),
                                                                 static_cast<Eigen::Index>(k))))
                        : 0.0F;
  }
  const float* get() const { return packed_.get(); }

 private:
  std::size_t lanes_, columns_;
  Aligned<float> packed_;
};

std::vector<Ranked> in_natural_units(std::vector<Ranked> ranked) {
  for (Ranked& one : ranked) one.score *= ln2;
  return ranked;
}

class VectorKernel final : public SoftmaxKernel {
 public:
  explicit VectorKernel(const LaneKernel& lanes) : lanes_(lanes) {}
  std::string name() const override { return lanes_.name; }

  void accumulate(RowsView<float> queries, std::span<const float> shift, const Slice& slice,
                  const Field& field, PartitionSums& sums) const override {
    const std::size_t d = columns_of(slice.rows), r = columns_of(field.rows), lanes = lanes_.lanes;
    Packed block(lanes, d), field_block(lanes, r);
    Aligned<float> reference(lanes), tile(2 * kTileActions * lanes), weight(lanes), mean(d * lanes),
        fields(lanes), field_mean(d * lanes);
    const LaneSums out{weight.get(), sums.columns() > 0 ? mean.get() : nullptr,
                       sums.has_field() ? fields.get() : nullptr,
                       sums.has_field() && sums.columns() > 0 ? field_mean.get() : nullptr};
    for (std::size_t first = 0; first < rows_of(queries); first += lanes) {
      const std::size_t used = std::min(lanes, rows_of(queries) - first);
      block.pack(queries, first, used, log2e);
      if (sums.has_field()) field_block.pack(field.queries, first, used, 1);
      for (std::size_t lane = 0; lane < used; ++lane) reference.get()[lane] = shift[first + lane];
      for (std::size_t a = 0; a < rows_of(slice.rows); a += kSpanActions) {
        for (auto* buffer : {&weight, &mean, &fields, &field_mean}) buffer->clear();
        const std::size_t count = std::min<std::size_t>(kSpanActions, rows_of(slice.rows) - a);
        lanes_.accumulate(
            {block.get(), sums.has_field() ? field_block.get() : nullptr}, reference.get(),
            {slice.rows.data() + a * d, sums.has_field() ? field.rows.data() + a * r : nullptr, count, d, r},
            tile.get(), out);
        deposit(out, first, used, sums);
      }
    }
  }

  void maxima(RowsView<float> queries, const Slice& slice, std::span<float> largest) const override {
    each_tile(queries, slice,
              [&](std::size_t first, std::size_t used, std::size_t, std::size_t count, const float* scores) {
                for (std::size_t a = 0; a < count; ++a)
                  for (std::size_t lane = 0; lane < used; ++lane)
                    largest[first + lane] = std::max(largest[first + lane], scores[a * lanes_.lanes + lane]);
              });
  }

  void table_gradient(RowsView<float> queries, std::span<const double> log_z, RowsView<float> weighted,
                      const Slice& slice, const Field& field, std::span<const float> centre,
                      RowMatrix<float>& gradient) const override {
    const std::size_t d = columns_of(slice.rows), r = columns_of(field.rows), lanes = lanes_.lanes;
    Packed block(lanes, d), field_block(lanes, r);
    Aligned<float> reference(lanes), middle(lanes), tile(2 * kTileActions * lanes);
    gradient.setZero();
    for (std::size_t first = 0; first < rows_of(queries); first += lanes) {
      const std::size_t used = std::min(lanes, rows_of(queries) - first);
      block.pack(queries, first, used, log2e);
      if (!field.empty()) field_block.pack(field.queries, first, used, 1);
      for (std::size_t lane = 0; lane < used; ++lane) {
        reference.get()[lane] = static_cast<float>(log_z[first + lane] * log2e);
        if (!field.empty()) middle.get()[lane] = centre[first + lane];
      }
      lanes_.gradient({block.get(), field.empty() ? nullptr : field_block.get()}, reference.get(),
                      middle.get(), weighted.data() + first * d, used,
                      {slice.rows.data(), field.rows.data(), rows_of(gradient), d, r}, tile.get(),
                      gradient.data());
    }
  }

  std::vector<std::vector<Ranked>> top(RowsView<float> queries, const Slice& slice,
                                       std::size_t n) const override {
    std::vector<TopHeap> heaps(rows_of(queries), TopHeap(n));
    std::vector<float> bars(rows_of(queries), -std::numeric_limits<float>::infinity());
    each_tile(
        queries, slice,
        [&](std::size_t first, std::size_t used, std::size_t action, std::size_t count, const float* scores) {
          for (std::size_t a = 0; a < count; ++a)
            for (std::size_t lane = 0; lane < used; ++lane) {
              const float score = scores[a * lanes_.lanes + lane];
              if (score <= bars[first + lane]) continue;  // nearly always
              TopHeap& heap = heaps[first + lane];
              heap.offer(ActionId{static_cast<std::uint32_t>(slice.first + action + a)},
                         static_cast<double>(score));
              bars[first + lane] = static_cast<float>(heap.bar());
            }
        });
    std::vector<std::vector<Ranked>> best;
    for (TopHeap& heap : heaps) best.push_back(in_natural_units(std::move(heap).sorted()));
    return best;
  }

 private:
  void deposit(const LaneSums& from, std::size_t first, std::size_t used, PartitionSums& to) const {
    for (std::size_t lane = 0; lane < used; ++lane) {
      const auto put = [&](std::size_t column, const float* x) {
        to.deposit(column, first + lane, static_cast<double>(x[lane]));
      };
      put(0, from.weight);
      for (std::size_t k = 0; k < to.columns(); ++k) put(1 + k, from.mean + k * lanes_.lanes);
      if (!to.has_field()) continue;
      put(to.field_column(), from.field);
      for (std::size_t k = 0; k < to.columns(); ++k)
        put(to.field_column() + 1 + k, from.field_mean + k * lanes_.lanes);
    }
  }

  // Calls take(first query, queries, first row, rows, scores [rows, lanes]).
  template <class Take>
  void each_tile(RowsView<float> queries, const Slice& slice, const Take& take) const {
    const std::size_t d = columns_of(slice.rows), lanes = lanes_.lanes;
    Packed block(lanes, d);
    Aligned<float> scores(kTileActions * lanes);
    for (std::size_t first = 0; first < rows_of(queries); first += lanes) {
      const std::size_t used = std::min(lanes, rows_of(queries) - first);
      block.pack(queries, first, used, log2e);
      for (std::size_t a = 0; a < rows_of(slice.rows); a += kTileActions) {
        const std::size_t count = std::min(kTileActions, rows_of(slice.rows) - a);
        lanes_.scores(block.get(), slice.rows.data() + a * d, count, d, scores.get());
        take(first, used, a, count, scores.get());
      }
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
