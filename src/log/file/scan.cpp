#include "log/file/scan.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cmath>

#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/file/matrix_sample.hpp"
#include "log/file/sample.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kSlabRows = kRowsOfRun << 8;  // read at once, to stay in the cache
constexpr std::uint64_t kSampledRuns = 1024;          // of actions, rewards and pscores

template <class T>
std::uint64_t hash_rows(const std::vector<T>& column, std::size_t first, std::size_t rows,
                        std::uint64_t seed) {
  return column.empty() ? seed : XXH3_64bits_withSeed(column.data() + first, rows * sizeof(T), seed);
}

/// Of contexts and splits: the sum of the hashes of runs of rows, so that any cut into such runs has the same
/// sum. The columns begin at row `first_row` of the file.
std::uint64_t hash_of_places(const Rounds& rounds, std::uint64_t first_row) {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < rounds.context.size(); at += kRowsOfRun) {
    const std::size_t rows = std::min<std::size_t>(kRowsOfRun, rounds.context.size() - at);
    sum += hash_rows(rounds.split, at, rows, hash_rows(rounds.context, at, rows, first_row + at));
  }
  return sum;
}

/// Of actions, rewards and pscores of a run of rows of the file; the columns begin at row `first_row`.
std::uint64_t hash_of_outcomes(const Rounds& rounds, std::uint64_t first_row, Range run) {
  const std::size_t at = run.first - first_row, rows = run.size();
  std::uint64_t hash = hash_rows(rounds.action, at, rows, ~run.first);
  hash = hash_rows(rounds.reward, at, rows, hash);
  return hash_rows(rounds.pscore, at, rows, hash);
}

std::uint64_t hash_of(const LogShape& shape) {
  std::string text = fmt::format("{} {} {} {} {} {} {:a} {} {}", shape.rounds, shape.contexts, shape.actions,
                                 shape.features, shape.embedding, shape.has_truth, shape.truth_otherwise,
                                 shape.encoding, shape.logging_policy);
  for (const auto& split : shape.splits) text += " " + split;
  if (shape.output + shape.action_output > 0)
    text += fmt::format(" outputs {} {} {:a} {}", shape.output, shape.action_output, shape.output_noise,
                        shape.has_output_shift);
  if (shape.truth_columns > 0) text += fmt::format(" factored truth {}", shape.truth_columns);
  return XXH3_64bits(text.data(), text.size());
}

/// What a rank learns from its rows.
struct Local {
  std::uint64_t hash = 0;  // may wrap around
  std::int64_t rounds = 0;
  // Of the rounds, or of those of the sample where not all are read.
  std::int64_t looked_at = 0, rewarded = 0;
  std::uint64_t queries = 0;
  bool any_reward = false;
  bool sorted = true;
  std::optional<std::uint32_t> first_context;
  std::uint32_t last_context = 0;
  // Contexts of the split, from the first to the last; the first lies behind the last where there is none.
  std::uint32_t lowest = UINT32_MAX, highest = 0;
};

/// Counts runs of rounds of one block, which are long where rounds are sorted.
void count_blocks(const std::vector<ContextId>& contexts, const BlockPlan& plan,
                  std::vector<std::int64_t>& rounds_of_block) {
  for (std::size_t i = 0; i < contexts.size();) {
    const BlockId block(contexts[i].value / plan.contexts_per_block);
    const Range members = plan.contexts_of(block);
    const std::size_t first = i;
    while (i < contexts.size() && members.contains(contexts[i].value)) ++i;
    rounds_of_block[block.value] += static_cast<std::int64_t>(i - first);
  }
}

/// Rows of outputs that are all there, to be filled; memory that is not used is not taken.
void reserve_outputs(Rounds& rounds, std::size_t size, std::uint64_t columns) {
  rounds.output.resize(static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(columns));
}

void trim_outputs(Rounds& rounds) {
  rounds.output.conservativeResize(static_cast<Eigen::Index>(rounds.size()), Eigen::NoChange);
}

void reserve(Rounds& rounds, std::size_t size) {
  rounds.context.reserve(size);
  rounds.action.reserve(size);
  rounds.reward.reserve(size);
  rounds.pscore.reserve(size);
}

void append(Rounds& to, const Rounds& from) {
  if (from.output.cols() > 0)
    to.output.middleRows(static_cast<Eigen::Index>(to.size()), from.output.rows()) = from.output;
  to.context.insert(to.context.end(), from.context.begin(), from.context.end());
  to.action.insert(to.action.end(), from.action.begin(), from.action.end());
  to.reward.insert(to.reward.end(), from.reward.begin(), from.reward.end());
  to.pscore.insert(to.pscore.end(), from.pscore.begin(), from.pscore.end());
}

void note_order(const std::vector<ContextId>& contexts, Local& local) {
  if (!local.first_context)
    local.first_context = contexts.front().value;
  else
    local.sorted &= local.last_context <= contexts.front().value;
  local.sorted = local.sorted && std::is_sorted(contexts.begin(), contexts.end());
  local.last_context = contexts.back().value;
}

std::int64_t rewarded(const Rounds& rounds) {
  return std::ranges::count_if(rounds.reward, [](float reward) { return reward != 0; });
}

/// Reads a rank's rows of a log, slab by slab.
class Scanner {
 public:
  Scanner(const LogFile& log, Range rows, const BlockPlan& plan, std::optional<std::uint8_t> split)
      : log_(log), rows_(rows), plan_(plan), split_(split) {
    for (const Range& run : sample_runs(log.shape().rounds, kSampledRuns))
      if (rows.contains(run.first)) sample_.push_back(run);
  }

  void read_all(Scan& scan, Local& local, Keep keep) {
    const bool outputs = keep == Keep::rounds_and_outputs && log_.shape().output > 0;
    if (!split_) reserve(scan.kept, rows_.size());
    if (outputs) reserve_outputs(scan.kept, rows_.size(), log_.shape().output);
    for_slabs(outputs ? &LogFile::read_rounds_and_outputs : &LogFile::read_rounds, [&](Range rows) {
      note_places(rows, scan, local);
      for (const Range& run : sample_)
        if (rows.contains(run.first)) local.hash += hash_of_outcomes(slab_, rows.first, run);
      if (split_) keep_split(slab_, *split_);
      local.rewarded += rewarded(slab_);
      append(scan.kept, slab_);
    });
    if (outputs) trim_outputs(scan.kept);
    local.rounds = local.looked_at = static_cast<std::int64_t>(scan.kept.size());
  }

  void read_places(Scan& scan, Local& local) {
    for_slabs(&LogFile::read_places, [&](Range rows) {
      note_places(rows, scan, local);
      local.rounds += split_ ? std::ranges::count(slab_.split, *split_) : std::ssize(slab_.context);
    });
    read_sample(local);
    local.any_reward = local.rewarded > 0 || find_reward();
  }

  void read_sample(Local& local) {
    for (const Range& run : sample_) {
      Faults ignored;  // they are told when the rows are streamed
      log_.read_rounds(run, slab_, ignored);
      local.hash += hash_of_outcomes(slab_, run.first, run);
      if (split_) keep_split(slab_, *split_);
      local.looked_at += static_cast<std::int64_t>(slab_.size());
      local.rewarded += rewarded(slab_);
    }
  }

 private:
  template <class Visit>
  void for_slabs(void (LogFile::*read)(Range, Rounds&, Faults&) const, const Visit& visit) {
    for (std::uint64_t at = rows_.first; at < rows_.last; at += kSlabRows) {
      const Range rows{at, std::min(at + kSlabRows, rows_.last)};
      Faults faults;
      (log_.*read)(rows, slab_, faults);
      faults.throw_first(log_.file().path());
      visit(rows);
    }
  }
  void note_places(Range rows, Scan& scan, Local& local) const {
    local.hash += hash_of_places(slab_, rows.first);
    note_order(slab_.context, local);
    count_blocks(slab_.context, plan_, scan.rounds_of_block);
    note_reach(local);
  }
  void note_reach(Local& local) const {
    for (std::size_t i = 0; i < slab_.context.size(); ++i) {
      if (split_ && slab_.split[i] != *split_) continue;
      local.lowest = std::min(local.lowest, slab_.context[i].value);
      local.highest = std::max(local.highest, slab_.context[i].value);
    }
  }
  /// Stops at the first, which comes soon in most logs.
  bool find_reward() {
    for (std::uint64_t at = rows_.first; at < rows_.last; at += kSlabRows) {
      Faults ignored;
      log_.read_rounds({at, std::min(at + kSlabRows, rows_.last)}, slab_, ignored);
      if (split_) keep_split(slab_, *split_);
      if (rewarded(slab_) > 0) return true;
    }
    return false;
  }

  const LogFile& log_;
  Range rows_;
  BlockPlan plan_;
  std::optional<std::uint8_t> split_;
  std::vector<Range> sample_;
  Rounds slab_;
};

/// Whether all rows are sorted, given that each rank knows about its own. @collective
bool sorted_together(Communicator& comm, const Local& local) {
  struct Ends {
    std::uint32_t first, last;
    bool any, sorted;
  };
  const Ends mine{local.first_context.value_or(0), local.last_context, local.first_context.has_value(),
                  local.sorted};
  std::uint32_t last = 0;
  for (const Ends& ends : all_gather_value(comm, mine)) {
    if (!ends.any) continue;
    if (!ends.sorted || ends.first < last) return false;
    last = ends.last;
  }
  return true;
}

/// @collective
Range busy_blocks(Communicator& comm, const Local& local, const BlockPlan& plan) {
  const auto lowest = static_cast<std::uint64_t>(-max_value(comm, -static_cast<double>(local.lowest))),
             highest = static_cast<std::uint64_t>(max_value(comm, static_cast<double>(local.highest)));
  if (lowest > highest) return {0, plan.blocks()};
  return {lowest / plan.contexts_per_block, highest / plan.contexts_per_block + 1};
}

/// The largest query of a rank's share of the contexts, plus 1. @local @throws DataError
std::uint64_t queries_of_part(const LogFile& log, int rank, int ranks) {
  const Range contexts =
      even_part(log.shape().contexts, static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(ranks));
  std::uint64_t queries = 0;
  for (std::uint64_t at = contexts.first; at < contexts.last; at += kSlabRows) {
    Faults faults;
    const auto query = log.query({at, std::min(at + kSlabRows, contexts.last)}, faults);
    faults.throw_first(log.file().path());
    if (query.empty()) return 0;
    queries = std::max(queries, *std::ranges::max_element(query) + std::uint64_t{1});
  }
  return queries;
}

/// @collective
std::uint64_t queries_of_all(Communicator& comm, const Local& local) {
  return static_cast<std::uint64_t>(max_value(comm, static_cast<double>(local.queries)));
}

/// @collective
std::uint64_t rewarded_of_all(Communicator& comm, const Local& local, std::uint64_t rounds) {
  const auto looked_at = static_cast<std::uint64_t>(sum_value(comm, local.looked_at)),
             rewarded = static_cast<std::uint64_t>(sum_value(comm, local.rewarded));
  const bool any = max_value(comm, local.any_reward ? 1 : 0) > 0;
  if (looked_at == rounds) return rewarded;
  const double share =
      static_cast<double>(rewarded) / static_cast<double>(std::max<std::uint64_t>(looked_at, 1));
  const auto estimate = static_cast<std::uint64_t>(std::llround(share * static_cast<double>(rounds)));
  return std::max<std::uint64_t>(estimate, any ? 1 : 0);
}

}  // namespace

Range scanned_rows(std::uint64_t rounds, int rank, int ranks) {
  const std::uint64_t runs = (rounds + kRowsOfRun - 1) / kRowsOfRun;
  const Range part = even_part(runs, static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(ranks));
  return {std::min(part.first * kRowsOfRun, rounds), std::min(part.last * kRowsOfRun, rounds)};
}

void keep_split(Rounds& rounds, std::uint8_t split) {
  std::size_t kept = 0;
  const bool outputs = rounds.output.cols() > 0;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    rounds.context[kept] = rounds.context[i];
    rounds.action[kept] = rounds.action[i];
    rounds.reward[kept] = rounds.reward[i];
    rounds.pscore[kept] = rounds.pscore[i];
    if (outputs && kept < i)
      rounds.output.row(static_cast<Eigen::Index>(kept)) = rounds.output.row(static_cast<Eigen::Index>(i));
    kept += rounds.split[i] == split ? 1 : 0;  // splits of rounds in a row are hard to predict: no branch
  }
  rounds.context.resize(kept);
  rounds.action.resize(kept);
  rounds.reward.resize(kept);
  rounds.pscore.resize(kept);
  rounds.split.assign(kept, split);
  if (outputs) trim_outputs(rounds);
}

Scan scan(Communicator& comm, const LogFile& log, const BlockPlan& plan, std::optional<std::uint8_t> split,
          Keep keep) {
  Scan result;
  Local local;
  result.rounds_of_block.assign(plan.blocks(), 0);
  agree(comm, [&] {
    local.hash = matrix_sample_hash(log, comm.rank(), comm.size());
    local.queries = queries_of_part(log, comm.rank(), comm.size());
    Scanner scanner(log, scanned_rows(log.shape().rounds, comm.rank(), comm.size()), plan, split);
    if (keep != Keep::nothing)
      scanner.read_all(result, local, keep);
    else
      scanner.read_places(result, local);
  });
  comm.sum(std::span(result.rounds_of_block));
  result.sorted = sorted_together(comm, local);
  result.busy = busy_blocks(comm, local, plan);
  result.rounds = static_cast<std::uint64_t>(sum_value(comm, local.rounds));
  result.rewarded = rewarded_of_all(comm, local, result.rounds);
  result.queries = queries_of_all(comm, local);
  result.fingerprint = hash_of(log.shape()) +
                       static_cast<std::uint64_t>(sum_value(comm, static_cast<std::int64_t>(local.hash)));
  return result;
}

Counts count(Communicator& comm, const LogFile& log, std::optional<std::uint8_t> split) {
  Local local;
  agree(comm, [&] {
    const Range rows = scanned_rows(log.shape().rounds, comm.rank(), comm.size());
    for (std::uint64_t at = rows.first; split && at < rows.last; at += kSlabRows)
      local.rounds += std::ranges::count(log.split({at, std::min(at + kSlabRows, rows.last)}), *split);
    Scanner(log, rows, {}, split).read_sample(local);
    local.queries = queries_of_part(log, comm.rank(), comm.size());
  });
  const std::uint64_t rounds =
      split ? static_cast<std::uint64_t>(sum_value(comm, local.rounds)) : log.shape().rounds;
  const std::uint64_t rewarded = rewarded_of_all(comm, local, rounds);
  return {rounds, rewarded, queries_of_all(comm, local)};
}

}  // namespace megabandit
