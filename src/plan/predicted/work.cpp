#include "plan/predicted/work.hpp"

#include <algorithm>
#include <cmath>

#include "softmax/partition_sums.hpp"

namespace megabandit {
namespace {

constexpr double kWindowContexts = 4096;  // run/windows.hpp
constexpr double kChunkQueries = 256;     // softmax/partition.cpp
constexpr double kLanes = 32;             // PartitionSums::stride()

std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

/// What meets the catalogue together.
struct Chunks {
  double chunks = 0, queries = 0;
};

// Some queries of one window.
Chunks chunks_of(double queries) {
  if (queries < 0.5) return {};
  const double whole = std::floor(queries / kChunkQueries), rest = queries - whole * kChunkQueries;
  return {whole + (rest > 0 ? 1 : 0), whole * kChunkQueries + std::ceil(rest / kLanes) * kLanes};
}

/// Windows of so many blocks, and one of those that are left.
struct Windows {
  double blocks, whole, rest;

  Windows(const Work& work, double contexts_of_block)
      : blocks(std::max(1.0, std::floor(kWindowContexts / contexts_of_block))),
        whole(std::floor(work.blocks / blocks)),
        rest(work.blocks - whole * blocks) {}
  double count() const { return whole + (rest > 0 ? 1 : 0); }
  Chunks chunks(double queries_of_block) const {
    const Chunks one = chunks_of(std::round(queries_of_block * blocks)),
                 last = chunks_of(std::round(queries_of_block * rest));
    return {whole * one.chunks + last.chunks, whole * one.queries + last.queries};
  }
};

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
  const Windows windows(work, static_cast<double>(problem.contexts_of_block));
  work.windows = windows.count();
  const Chunks contexts = windows.chunks(work.contexts / work.blocks),
               seen = windows.chunks(work.rounds * static_cast<double>(problem.seen.entries) / work.blocks);
  work.chunks = contexts.chunks;
  work.queries = contexts.queries;
  work.seen_chunks = seen.chunks;
  work.seen_queries = seen.queries;
  work.spans = ceil_div(spans_of(problem), action_shards);
  work.actions = std::min(problem.actions, work.spans * kSpanActions);
  const auto threads = static_cast<double>(problem.threads);
  work.cores =
      busy(std::max(work.chunks, threads < work.chunks ? 1.0 : static_cast<double>(work.spans)), threads);
  work.block_cores = busy(work.blocks, threads);
  return work;
}

}  // namespace megabandit
