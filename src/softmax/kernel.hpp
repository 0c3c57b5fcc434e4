#pragma once
// The one hot place: softmax over the catalogue. Queries are contexts seen through the tower, [n, d]; the
// table holds a vector an action, [K, d]; score(query, action) = <query, vector>. Nothing of size n x K is
// ever stored.
//
// A kernel works on a slice of the table and knows nothing of ranks and threads. What it computes for a query
// does not depend on the queries beside it, and what it adds up for a span of actions does not depend on the
// rest of the slice, bit for bit: callers may pack queries and cut slices as they like (partition.hpp).

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "base/precision.hpp"
#include "softmax/partition_sums.hpp"
#include "softmax/tile_size.hpp"

namespace megabandit {

/// Consecutive rows of the table. `first` is the action of row 0, a multiple of kSpanActions.
struct Slice {
  RowsView<float> rows{nullptr, 0, 0};  ///< [n, d]
  std::uint64_t first = 0;
};

/// A number for every query and action, of low rank: u(q, a) = <queries_q, rows_a>. Never stored.
struct Field {
  RowsView<float> queries{nullptr, 0, 0};  ///< [n, r]
  RowsView<float> rows{nullptr, 0, 0};     ///< [rows of the slice, r]; may be the slice's own rows
  int exponent = 0;                        ///< no entry of `rows`, on any rank, exceeds 2^exponent in size
  bool empty() const { return queries.rows() == 0; }
};

/// An action and its score.
struct Ranked {
  ActionId action;
  double score = 0;
};

/// @local throughout.
class SoftmaxKernel {
 public:
  virtual ~SoftmaxKernel() = default;
  virtual std::string name() const = 0;

  /// Adds to `sums` what the slice has, with weights w = exp(<queries_q, row_a>) / 2^shift[q]: always the sum
  /// of w; of w row_a when sums.columns() > 0; of w u and w u row_a when sums.has_field(). Numbers that left
  /// the range of floats, or are none, are counted as overflows of their query.
  /// `field` may be empty unless sums.has_field(); |u| must be at most 1.
  virtual void accumulate(RowsView<float> queries, std::span<const float> shift, const Slice& slice,
                          const Field& field, PartitionSums& sums) const = 0;

  /// Raises largest[q] to the largest score of the slice, times log2 e.
  virtual void maxima(RowsView<float> queries, const Slice& slice, std::span<float> largest) const = 0;

  /// gradient[i, :] = sum_q exp(<queries_q, row_i> - log_z[q]) weighted_q, i.e. P^T weighted, the part of a
  /// trained table's gradient that touches every action. `weighted`: [n, d]; gradient: [rows of the slice,
  /// d]. With a field (not empty) every probability is multiplied by u(q, i) - centre[q].
  virtual void table_gradient(RowsView<float> queries, std::span<const double> log_z,
                              RowsView<float> weighted, const Slice& slice, const Field& field,
                              std::span<const float> centre, RowMatrix<float>& gradient) const = 0;

  /// sums[q * stride + t] = the weights of the slice's t-th tile of kTileActions actions, added up.
  virtual void tile_sums(RowsView<float> queries, std::span<const float> shift, const Slice& slice,
                         float* sums, std::size_t stride) const = 0;

  /// The weights of one tile for one query; as many as there are rows, at most kTileActions.
  virtual void weights(RowsView<float> query, float shift, RowsView<float> rows,
                       std::span<float> weights) const = 0;

  /// The `n` actions of highest score of each query within the slice, best first; equal scores: the smaller
  /// action first.
  virtual std::vector<std::vector<Ranked>> top(RowsView<float> queries, const Slice& slice,
                                               std::size_t n) const = 0;
};

/// Slow and obvious, in double.
const SoftmaxKernel& reference_kernel();

/// Vectorised for the widest instruction set that both this build and this processor have (AVX-512 with or
/// without instructions for bf16, AVX2, SSE2). Without such instructions bf16 is emulated: no faster.
const SoftmaxKernel& vector_kernel(Precision precision = Precision::fp32);

/// All vectorised kernels that this processor can run, best first; for tests and benchmarks.
std::vector<const SoftmaxKernel*> vector_kernels(Precision precision = Precision::fp32);

}  // namespace megabandit
