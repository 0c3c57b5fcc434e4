#include "softmax/vector/vector_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "softmax/top_heap.hpp"
#include "softmax/vector/float_environment.hpp"

namespace megabandit {
namespace {

using std::numbers::log2e;

constexpr std::size_t kQueriesAtATime = 256;  // so many meet a tile while it is in the cache
constexpr float kNoWeight = -1e30F;           // 2 to this is zero

std::size_t rows_of(const auto& matrix) { return static_cast<std::size_t>(matrix.rows()); }
std::size_t columns_of(const auto& matrix) { return static_cast<std::size_t>(matrix.cols()); }

RowsView<float> some_rows(const RowsView<float>& all, std::size_t first, std::size_t count) {
  return {all.data() + first * columns_of(all), static_cast<Eigen::Index>(count), all.cols()};
}

Slice tile_of(const Slice& slice, std::size_t tile) {
  const std::size_t first = tile * kTileActions;
  return {some_rows(slice.rows, first, std::min(kTileActions, rows_of(slice.rows) - first)),
          slice.first + first};
}

Tile all_of(const RowsView<float>& rows) { return {rows.data(), rows_of(rows), columns_of(rows)}; }
std::size_t padded(std::size_t depth) { return (depth + 31) / 32 * 32; }

/// Memory for a pass.
class Scratch {
 public:
  Scratch(std::size_t lanes, std::size_t depth, std::size_t sums)
      : padded_(padded(depth)),
        tile_(kTileActions * padded_),
        weights_(kTileActions * lanes),
        field_(kTileActions * lanes),
        sums_(sums) {}
  LaneScratch get() const { return {tile_.get(), weights_.get(), field_.get(), sums_.get(), padded_}; }

 private:
  std::size_t padded_;
  AlignedFloats tile_, weights_, field_, sums_;
};

/// Queries of a pass, packed and prepared.
class PackedPass {
 public:
  PackedPass(const LaneKernel& kernel, const RowsView<float>& queries, const RowsView<float>& field_queries)
      : queries_(queries, kernel.lanes, log2e), field_(field_queries, kernel.lanes, 1) {
    kernel.prepare_queries(queries_.lanes());
  }
  std::size_t blocks() const { return queries_.lanes().blocks; }
  LanePass over(const Slice& slice, const Field& field, const AlignedFloats& start) const {
    return {queries_.lanes(), start.get(), all_of(slice.rows), field_.lanes(), all_of(field.rows)};
  }

 private:
  PackedQueries queries_, field_;
};

/// The planes of sums from one query on, and their scales.
class SumPlanes {
 public:
  SumPlanes(PartitionSums& sums, std::size_t first) {
    const FixedScale& scale = sums.scale();
    const std::size_t half = 1 + sums.columns();
    for (std::size_t column = 0; column < half * (sums.has_field() ? 2 : 1); ++column) {
      const int exponent = column % half == 0 ? 0 : sums.exponent();
      planes_.push_back(
          {sums.high(column) + first, sums.low(column) + first, std::ldexp(1.0F, -exponent - scale.high)});
    }
    deposits_ = {planes_.data(), sums.overflows() + first, std::ldexp(1.0F, scale.most),
                 std::ldexp(1.0F, scale.high - scale.low), kSpanActions};
  }
  std::size_t size() const { return planes_.size(); }
  const Deposits& get() const { return deposits_; }

 private:
  std::vector<Plane> planes_;
  Deposits deposits_{};
};

}  // namespace

void VectorKernel::accumulate(RowsView<float> queries, std::span<const float> shift, const Slice& slice,
                              const Field& field, PartitionSums& sums) const {
  for (std::size_t first = 0; first < rows_of(queries); first += kQueriesAtATime) {
    const std::size_t count = std::min(kQueriesAtATime, rows_of(queries) - first);
    const PackedPass packed(
        lanes_, some_rows(queries, first, count),
        sums.has_field() ? some_rows(field.queries, first, count) : RowsView<float>(nullptr, 0, 0));
    const AlignedFloats start = per_lane(
        count, lanes_.lanes, [&](std::size_t q) { return -shift[first + q]; }, kNoWeight);
    const SumPlanes planes(sums, first);
    const Scratch scratch(lanes_.lanes, columns_of(slice.rows),
                          packed.blocks() * planes.size() * lanes_.lanes);
    const FloatEnvironment environment;
    lanes_.accumulate(packed.over(slice, field, start), sums.columns() > 0, planes.get(), scratch.get());
  }
}

void VectorKernel::maxima(RowsView<float> queries, const Slice& slice, std::span<float> largest) const {
  const std::size_t n = rows_of(queries);
  const PackedPass packed(lanes_, queries, {nullptr, 0, 0});
  const AlignedFloats most = per_lane(
      n, lanes_.lanes, [&](std::size_t q) { return largest[q]; }, 0);
  const Scratch scratch(lanes_.lanes, columns_of(slice.rows), 0);
  {
    const FloatEnvironment environment;
    lanes_.maxima(packed.over(slice, {}, most), scratch.get(), most.get());
  }
  std::copy_n(most.get(), n, largest.begin());
}

// A weight is 2^(score - shift) with a shift in single precision; what it lacks of log Z goes into the rows.
void VectorKernel::table_gradient(RowsView<float> queries, std::span<const double> log_z,
                                  RowsView<float> weighted, const Slice& slice, const Field& field,
                                  std::span<const float> centre, RowMatrix<float>& gradient) const {
  const std::size_t n = rows_of(queries), d = columns_of(slice.rows), wide = padded(d);
  const PackedPass packed(lanes_, queries, field.queries);
  const AlignedFloats start = per_lane(
      n, lanes_.lanes, [&](std::size_t q) { return static_cast<float>(-log_z[q] * log2e); }, kNoWeight);
  const AlignedFloats middle = per_lane(
      field.empty() ? 0 : n, lanes_.lanes, [&](std::size_t q) { return centre[q]; }, 0);
  const AlignedFloats rows(std::max<std::size_t>(1, packed.blocks() * lanes_.lanes * wide));
  std::fill_n(rows.get(), packed.blocks() * lanes_.lanes * wide, 0.0F);
  for (std::size_t q = 0; q < n; ++q) {
    const auto lacking =
        static_cast<float>(std::exp2(-log_z[q] * log2e - static_cast<double>(start.get()[q])));
    for (std::size_t k = 0; k < d; ++k) rows.get()[q * wide + k] = lacking * weighted.data()[q * d + k];
  }
  const Scratch scratch(lanes_.lanes, d, kTileActions * wide);
  const FloatEnvironment environment;
  lanes_.prepare_weighted(rows.get(), packed.blocks() * lanes_.lanes, wide);
  lanes_.gradient(packed.over(slice, field, start), middle.get(), rows.get(), scratch.get(), gradient.data());
}

// Sums of several tiles are kept until a cache line or two of them can be written for every query.
void VectorKernel::tile_sums(RowsView<float> queries, std::span<const float> shift, const Slice& slice,
                             float* sums, std::size_t stride) const {
  constexpr std::size_t kKept = 32;
  const std::size_t tiles = (rows_of(slice.rows) + kTileActions - 1) / kTileActions;
  const Scratch scratch(lanes_.lanes, columns_of(slice.rows), kKept * kQueriesAtATime);
  for (std::size_t first = 0; first < rows_of(queries); first += kQueriesAtATime) {
    const std::size_t count = std::min(kQueriesAtATime, rows_of(queries) - first);
    const PackedPass packed(lanes_, some_rows(queries, first, count), {nullptr, 0, 0});
    const AlignedFloats start = per_lane(
        count, lanes_.lanes, [&](std::size_t q) { return -shift[first + q]; }, kNoWeight);
    for (std::size_t tile = 0; tile < tiles; tile += kKept) {
      const std::size_t kept = std::min(kKept, tiles - tile);
      {
        const FloatEnvironment environment;
        for (std::size_t i = 0; i < kept; ++i) {
          LaneScratch memory = scratch.get();
          memory.sums += i * kQueriesAtATime;
          lanes_.tile_sums(packed.over(tile_of(slice, tile + i), {}, start), memory);
        }
      }
      for (std::size_t q = 0; q < count; ++q)
        for (std::size_t i = 0; i < kept; ++i)
          sums[(first + q) * stride + tile + i] = scratch.get().sums[i * kQueriesAtATime + q];
    }
  }
}

void VectorKernel::weights(RowsView<float> query, float shift, RowsView<float> rows,
                           std::span<float> weights) const {
  const PackedPass packed(lanes_, query, {nullptr, 0, 0});
  const AlignedFloats start = per_lane(
      1, lanes_.lanes, [&](std::size_t) { return -shift; }, kNoWeight);
  const Scratch scratch(lanes_.lanes, columns_of(rows), 0);
  {
    const FloatEnvironment environment;
    lanes_.weights(packed.over({rows, 0}, {}, start), scratch.get());
  }
  for (std::size_t a = 0; a < weights.size(); ++a) weights[a] = scratch.get().field[a * lanes_.lanes];
}

std::vector<std::vector<Ranked>> VectorKernel::top(RowsView<float> queries, const Slice& slice,
                                                   std::size_t n) const {
  const Scratch scratch(lanes_.lanes, columns_of(slice.rows), 0);
  std::vector<std::vector<Ranked>> best;
  for (std::size_t first = 0; first < rows_of(queries); first += lanes_.lanes) {
    const std::size_t used = std::min(lanes_.lanes, rows_of(queries) - first);
    const PackedQueries block(some_rows(queries, first, used), lanes_.lanes, 1);
    for (auto& ranked : top_of_block(block, used, slice, n, scratch.get())) best.push_back(std::move(ranked));
  }
  return best;
}

std::vector<std::vector<Ranked>> VectorKernel::top_of_block(const PackedQueries& block, std::size_t used,
                                                            const Slice& slice, std::size_t n,
                                                            const LaneScratch& scratch) const {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  std::vector<TopHeap> heaps(used, TopHeap(n));
  const AlignedFloats bars = per_lane(
      used, lanes_.lanes, [&](std::size_t) { return n > 0 ? -kInfinity : kInfinity; }, kInfinity);
  std::uint32_t found[kTileActions];
  for (std::size_t first = 0; first < rows_of(slice.rows); first += kTileActions) {
    const std::size_t count = std::min(kTileActions, rows_of(slice.rows) - first);
    std::size_t contenders = 0;
    {
      const FloatEnvironment environment;
      contenders = lanes_.contenders(block.lanes(), all_of(some_rows(slice.rows, first, count)), bars.get(),
                                     scratch, found);
    }
    for (const std::uint32_t a : std::span(found, contenders))
      for (std::size_t lane = 0; lane < used; ++lane) {
        const float score = scratch.weights[a * lanes_.lanes + lane];
        if (!(score > bars.get()[lane])) continue;
        heaps[lane].offer(ActionId{static_cast<std::uint32_t>(slice.first + first + a)},
                          static_cast<double>(score));
        bars.get()[lane] = static_cast<float>(heaps[lane].bar());
      }
  }
  std::vector<std::vector<Ranked>> best;
  best.reserve(heaps.size());
  for (TopHeap& heap : heaps) best.push_back(std::move(heap).sorted());
  return best;
}

}  // namespace megabandit
