#include "policy/scoring.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kQueriesAtATime = 64;  // whole blocks of lanes of every kernel

}  // namespace

const SoftmaxKernel& common_kernel(Communicator& comm, Precision precision) {
  const auto mine =
      vector_kernels(precision);  // best first; the last is the one that every processor can run
  const auto fewest = static_cast<std::size_t>(-max_value(comm, -static_cast<double>(mine.size())));
  return *mine[mine.size() - fewest];
}

void for_queries(const RowMatrix<float>& queries, std::size_t threads,
                 const std::function<void(std::size_t, RowsView<float>)>& work) {
  const auto n = static_cast<std::size_t>(queries.rows()), columns = static_cast<std::size_t>(queries.cols());
  parallel_for(threads, (n + kQueriesAtATime - 1) / kQueriesAtATime, [&](std::size_t task, std::size_t) {
    const std::size_t first = task * kQueriesAtATime, count = std::min(kQueriesAtATime, n - first);
    work(first, {queries.data() + first * columns, static_cast<Eigen::Index>(count), queries.cols()});
  });
}

// A kernel takes a score that is no number for a very low one, hence the look at the queries too.
void check_scores(RowsView<float> queries, std::span<const double> log_z) {
  if (queries.allFinite() && std::ranges::all_of(log_z, [](double z) { return std::isfinite(z); })) return;
  throw DataError(
      "the policy's scores are not finite: its parameters have grown without bound, or the features of a "
      "context are of extreme size. Lower optimizer.learning_rate, set objective.l2 above 0, or look at the "
      "features");
}

}  // namespace megabandit
