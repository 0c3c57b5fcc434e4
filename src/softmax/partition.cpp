#include "softmax/partition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/threads.hpp"

namespace megabandit {
namespace {

using std::numbers::ln2;

constexpr std::size_t kQueriesAtATime = 256;  // that meet a tile of actions while it is in the cache

Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }
std::size_t rows_of(const auto& matrix) { return static_cast<std::size_t>(matrix.rows()); }

RowsView<float> some_rows(const RowsView<float>& all, std::size_t first, std::size_t count) {
  return {all.data() + first * static_cast<std::size_t>(all.cols()), index(count), all.cols()};
}

Slice some_actions(const Slice& slice, const ActionRange& range) {
  return {some_rows(slice.rows, range.first, range.size()), slice.first + range.first};
}

RowsView<float> view(const RowMatrix<float>& matrix) { return {matrix.data(), matrix.rows(), matrix.cols()}; }

/// Some queries of a request, with their field brought to |u| <= 1.
struct Chunk {
  RowsView<float> queries;
  std::vector<std::size_t> to;        // of each query: where its results go
  RowMatrix<float> field_queries{};   // as many rows, or none
  std::vector<int> field_exponent{};  // of each query: u was divided by 2^exponent
  std::vector<float> shift{};         // of each query
};

// |<f, row>| <= |f|_1 max |row|; a power of two changes no bits.
void scale_field(const Field& field, Chunk& chunk) {
  for (Eigen::Index q = 0; q < chunk.field_queries.rows(); ++q) {
    int exponent = 0;
    std::frexp(chunk.field_queries.row(q).lpNorm<1>(), &exponent);
    exponent += field.exponent;
    chunk.field_queries.row(q) *= std::ldexp(1.0F, -exponent);
    chunk.field_exponent.push_back(exponent);
  }
}

Chunk make_chunk(const PassRequest& request, std::span<const std::size_t> to, std::size_t first,
                 std::size_t count) {
  const auto own = to.subspan(first, count);
  Chunk chunk{some_rows(request.queries, first, count), {own.begin(), own.end()}};
  if (!request.field.empty()) {
    chunk.field_queries = some_rows(request.field.queries, first, count);
    scale_field(request.field, chunk);
  }
  return chunk;
}

class Pass {
 public:
  Pass(const SoftmaxKernel& kernel, const Catalogue& catalogue, const PassRequest& request,
       std::size_t threads)
      : kernel_(kernel),
        catalogue_(catalogue),
        request_(request),
        threads_(std::max<std::size_t>(1, threads)),
        scale_(FixedScale::of(catalogue.actions)) {
    const std::size_t n = rows_of(request.queries);
    out_.log_z.resize(n);
    out_.mean.resize(request.mean ? index(n) : 0, request.queries.cols());
    if (!request.field.empty()) out_.field.resize(n);
    out_.field_mean.resize(request.mean && !request.field.empty() ? index(n) : 0, request.queries.cols());
  }

  Partition run() && {
    std::vector<std::size_t> all(rows_of(request_.queries));
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::vector<Chunk> chunks = cut(request_, all);
    parallel_for(threads_, chunks.size(), [&](std::size_t i, std::size_t) {
      chunks[i].shift = below(largest_scores(chunks[i].queries, landmarks()));
    });
    const std::vector<std::size_t> missed = finish(chunks);
    if (!missed.empty()) repeat(missed);
    return std::move(out_);
  }

 private:
  Slice landmarks() const { return {view(catalogue_.landmarks), 0}; }

  std::vector<float> largest_scores(const RowsView<float>& queries, const Slice& slice) const {
    std::vector<float> largest(rows_of(queries), -std::numeric_limits<float>::infinity());
    kernel_.maxima(queries, slice, largest);
    return largest;
  }

  // Under the shift of a score that some action has, the weights add up to at least 2^least.
  std::vector<float> below(std::vector<float> scores) const {
    for (float& score : scores) score -= static_cast<float>(scale_.least);
    return scores;
  }

  PartitionSums empty_sums(const Chunk& chunk) const {
    return {rows_of(chunk.queries), request_.mean ? static_cast<std::size_t>(catalogue_.columns()) : 0,
            !request_.field.empty(), scale_, catalogue_.exponent};
  }

  // The sums of every chunk over all ranks. Threads share out the chunks and, where these are too few, the
  // actions.
  std::vector<PartitionSums> summed(const std::vector<Chunk>& chunks) const {
    const std::size_t cuts = chunks.empty() ? 1 : (threads_ + chunks.size() - 1) / chunks.size();
    std::vector<PartitionSums> parts;
    for (const Chunk& chunk : chunks) parts.insert(parts.end(), cuts, empty_sums(chunk));
    parallel_for(threads_, parts.size(), [&](std::size_t i, std::size_t) {
      accumulate(chunks[i / cuts], slice_range(rows_of(catalogue_.slice.rows), i % cuts, cuts), parts[i]);
    });
    std::vector<PartitionSums> total;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      total.push_back(std::move(parts[i * cuts]));
      for (std::size_t cut = 1; cut < cuts; ++cut) total.back().merge(parts[i * cuts + cut]);
      if (catalogue_.group != nullptr) catalogue_.group->sum(total.back().cells());
    }
    return total;
  }

  void accumulate(const Chunk& chunk, const ActionRange& range, PartitionSums& sums) const {
    const RowsView<float>& rows = request_.field.rows;
    const Field field{view(chunk.field_queries),
                      sums.has_field() ? some_rows(rows, range.first, range.size()) : rows,
                      request_.field.exponent};
    kernel_.accumulate(chunk.queries, chunk.shift, some_actions(catalogue_.slice, range), field, sums);
  }

  static std::vector<Chunk> cut(const PassRequest& request, std::span<const std::size_t> to) {
    std::vector<Chunk> chunks;
    for (std::size_t first = 0; first < to.size(); first += kQueriesAtATime)
      chunks.push_back(make_chunk(request, to, first, std::min(kQueriesAtATime, to.size() - first)));
    return chunks;
  }

  // Fills in the results of all chunks; returns the queries whose shift was too low for that.
  std::vector<std::size_t> finish(const std::vector<Chunk>& chunks) {
    std::vector<std::size_t> missed;
    const auto sums = summed(chunks);
    for (std::size_t i = 0; i < chunks.size(); ++i)
      for (std::size_t q = 0; q < chunks[i].to.size(); ++q) {
        if (sums[i].overflowed(q))
          missed.push_back(chunks[i].to[q]);
        else
          finish(chunks[i], sums[i], q, chunks[i].to[q]);
      }
    return missed;
  }

  void finish(const Chunk& chunk, const PartitionSums& sums, std::size_t q, std::size_t to) {
    const double weight = sums.total(0, q);
    out_.log_z[to] = (static_cast<double>(chunk.shift[q]) + std::log2(weight)) * ln2;
    for (std::size_t k = 0; k < sums.columns(); ++k)
      out_.mean(index(to), index(k)) = static_cast<float>(sums.total(1 + k, q) / weight);
    if (!sums.has_field()) return;
    const double unit = std::ldexp(1.0, chunk.field_exponent[q]) / weight;
    out_.field[to] = sums.total(sums.field_column(), q) * unit;
    for (std::size_t k = 0; k < sums.columns(); ++k)
      out_.field_mean(index(to), index(k)) =
          static_cast<float>(sums.total(sums.field_column() + 1 + k, q) * unit);
  }

  // Queries for which some action scores far above every landmark: their shift is taken from the largest
  // score of all. What overflows even then is no number.
  void repeat(const std::vector<std::size_t>& missed) {
    const RowMatrix<float> queries = request_.queries(missed, Eigen::all);
    const RowMatrix<float> field = request_.field.empty()
                                       ? RowMatrix<float>()
                                       : RowMatrix<float>(request_.field.queries(missed, Eigen::all));
    PassRequest again{
        view(queries), request_.mean, {view(field), request_.field.rows, request_.field.exponent}};
    std::vector<Chunk> chunks = cut(again, missed);
    for (Chunk& chunk : chunks) chunk.shift = below(largest_of_all(chunk.queries));
    for (const std::size_t q : finish(chunks)) forget(q);
  }

  void forget(std::size_t query) {
    constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
    out_.log_z[query] = static_cast<double>(kNone);
    if (request_.mean) out_.mean.row(index(query)).setConstant(kNone);
    if (request_.field.empty()) return;
    out_.field[query] = static_cast<double>(kNone);
    if (request_.mean) out_.field_mean.row(index(query)).setConstant(kNone);
  }

  std::vector<float> largest_of_all(const RowsView<float>& queries) const {
    const std::vector<float> own = largest_scores(queries, catalogue_.slice);
    if (catalogue_.group == nullptr) return own;
    std::vector<double> largest(own.begin(), own.end());
    catalogue_.group->max(largest);
    return {largest.begin(), largest.end()};
  }

  const SoftmaxKernel& kernel_;
  const Catalogue& catalogue_;
  const PassRequest& request_;
  std::size_t threads_;
  FixedScale scale_;
  Partition out_;
};

}  // namespace

Partition partition(const SoftmaxKernel& kernel, const Catalogue& catalogue, const PassRequest& request,
                    std::size_t threads) {
  return Pass(kernel, catalogue, request, threads).run();
}

}  // namespace megabandit
