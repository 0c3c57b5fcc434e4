#include "plan/work.hpp"

#include <algorithm>

#include "softmax/partition_sums.hpp"

namespace megabandit {
namespace {

std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

}  // namespace

std::uint64_t spans_of(const Problem& problem) { return ceil_div(problem.actions, kSpanActions); }

Work work_of(const Problem& problem, const Grid& grid) {
  Work work;
  const auto log_shards = static_cast<std::uint64_t>(grid.log_shards);
  work.blocks = static_cast<double>(ceil_div(problem.batch_blocks, log_shards));
  const double share = std::min(1.0, work.blocks / static_cast<double>(problem.blocks));
  work.contexts = problem.live_contexts * share;
  work.rounds = problem.live_rounds * share;
  work.loaded_rounds = static_cast<double>(problem.rounds) * share;
  work.loaded_contexts = static_cast<double>(problem.contexts) * share;
  const std::uint64_t own_spans = ceil_div(spans_of(problem), static_cast<std::uint64_t>(grid.action_shards));
  work.actions = std::min(problem.actions, own_spans * kSpanActions);
  const std::uint64_t threads =
      std::min<std::uint64_t>(own_spans, static_cast<std::uint64_t>(problem.threads));
  work.cores = static_cast<double>(own_spans) / static_cast<double>(ceil_div(own_spans, threads));
  return work;
}

}  // namespace megabandit
