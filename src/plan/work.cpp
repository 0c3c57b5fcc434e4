#include "plan/work.hpp"

#include <algorithm>
#include <cmath>

#include "softmax/partition_sums.hpp"

namespace megabandit {
namespace {

constexpr double kWindowContexts = 4096;  // train/windows.hpp
constexpr double kChunkQueries = 256;     // softmax/partition.cpp
constexpr double kLanes = 32;             // PartitionSums::stride()

std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

// The live contexts of some blocks, cut into chunks.
void add_window(Work& work, double contexts) {
  if (contexts < 0.5) return;
  const double whole = std::floor(contexts / kChunkQueries), rest = contexts - whole * kChunkQueries;
  work.chunks += whole + (rest > 0 ? 1 : 0);
  work.queries += whole * kChunkQueries + std::ceil(rest / kLanes) * kLanes;
}

void cut_into_windows(Work& work, double contexts_of_block) {
  const double most = std::max(1.0, std::floor(kWindowContexts / contexts_of_block));
  const double live = work.contexts / work.blocks;
  const double whole = std::floor(work.blocks / most), rest = work.blocks - whole * most;
  work.windows = whole + (rest > 0 ? 1 : 0);
  Work one;
  add_window(one, std::round(live * most));
  work.chunks = whole * one.chunks;
  work.queries = whole * one.queries;
  add_window(work, std::round(live * rest));
}

// How many cores `threads` threads keep busy when the work is in so many pieces of one size.
double busy(double pieces, double threads) {
  return pieces < 1 ? 1 : pieces / std::ceil(pieces / std::min(threads, pieces));
}

}  // namespace

std::uint64_t spans_of(const Problem& problem) { return ceil_div(problem.actions, kSpanActions); }

Work work_of(const Problem& problem, const Grid& grid) {
  Work work;
  const auto action_shards = static_cast<std::uint64_t>(grid.action_shards);
  const std::uint64_t blocks = ceil_div(problem.batch_blocks, static_cast<std::uint64_t>(grid.log_shards));
  const double share = std::min(1.0, static_cast<double>(blocks) / static_cast<double>(problem.blocks));
  work.blocks = static_cast<double>(blocks);
  work.dealt = static_cast<double>(ceil_div(blocks, action_shards));
  work.contexts = problem.live_contexts * share;
  work.rounds = problem.live_rounds * share;
  cut_into_windows(work, static_cast<double>(problem.contexts_of_block));
  work.spans = ceil_div(spans_of(problem), action_shards);
  work.actions = std::min(problem.actions, work.spans * kSpanActions);
  const auto threads = static_cast<double>(problem.threads);
  work.cores =
      busy(std::max(work.chunks, threads < work.chunks ? 1.0 : static_cast<double>(work.spans)), threads);
  work.block_cores = busy(work.blocks, threads);
  return work;
}

}  // namespace megabandit
