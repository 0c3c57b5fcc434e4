#pragma once
// The one hot place: softmax over the catalogue. Queries are contexts seen through the tower, [n, d]; the
// table holds a vector an action, [K, d]; score(query, action) = <query, vector>. Nothing of size n x K is
// ever stored.
//
// What a kernel computes for a query does not depend on the queries beside it, bit for bit: callers may pack
// them as they like.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"

namespace megabandit {

/// An action and its score.
struct Ranked {
  ActionId action;
  double score = 0;
};

/// @local throughout. Scores must be finite.
class SoftmaxKernel {
 public:
  virtual ~SoftmaxKernel() = default;
  virtual std::string name() const = 0;

  /// log_z[q] = log sum_a exp <queries_q, table_a>. `mean`, unless empty (0 rows), becomes E_pi[table_a], [n,
  /// d].
  virtual void partition(RowsView<float> queries, RowsView<float> table, std::span<double> log_z,
                         RowMatrix<float>& mean) const = 0;

  /// gradient[a, :] = sum_q exp(<queries_q, table_a> - log_z[q]) weighted_q for the actions first .. first +
  /// rows(gradient), i.e. P^T weighted, the part of a trained table's gradient that touches every action.
  /// `weighted`: [n, d].
  virtual void table_gradient(RowsView<float> queries, RowsView<float> table, std::span<const double> log_z,
                              RowsView<float> weighted, std::uint64_t first,
                              RowMatrix<float>& gradient) const = 0;

  /// The `n` actions of highest score of each query, best first; equal scores: the smaller action first.
  virtual std::vector<std::vector<Ranked>> top(RowsView<float> queries, RowsView<float> table,
                                               std::size_t n) const = 0;
};

/// Slow and obvious, in double.
const SoftmaxKernel& reference_kernel();

/// Vectorised for the widest instruction set that both this build and this processor have (AVX-512, AVX2,
/// SSE2).
const SoftmaxKernel& vector_kernel();

/// All vectorised kernels that this processor can run, best first; for tests and benchmarks.
std::vector<const SoftmaxKernel*> vector_kernels();

}  // namespace megabandit
