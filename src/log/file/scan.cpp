#include "log/file/scan.hpp"

#include <xxhash.h>

#include <algorithm>

#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/file/matrix_sample.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kHashedRows = 256;  // one hash each, so that any cut into such runs has the same sum
constexpr std::uint64_t kSlabRows = kHashedRows << 10;  // read at once

template <class T>
std::uint64_t hash_rows(const std::vector<T>& column, std::size_t first, std::size_t rows,
                        std::uint64_t seed) {
  return column.empty() ? seed : XXH3_64bits_withSeed(column.data() + first, rows * sizeof(T), seed);
}

/// Sum of the hashes of the runs that begin at row `first_row` of the file.
std::uint64_t hash_of(const Rounds& rounds, std::uint64_t first_row) {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < rounds.size(); at += kHashedRows) {
    const std::size_t rows = std::min<std::size_t>(kHashedRows, rounds.size() - at);
    std::uint64_t hash = hash_rows(rounds.context, at, rows, first_row + at);
    hash = hash_rows(rounds.action, at, rows, hash);
    hash = hash_rows(rounds.reward, at, rows, hash);
    hash = hash_rows(rounds.pscore, at, rows, hash);
    sum += hash_rows(rounds.split, at, rows, hash);
  }
  return sum;
}

std::uint64_t hash_of(const LogShape& shape) {
  std::string text = fmt::format("{} {} {} {} {} {} {:a} {} {}", shape.rounds, shape.contexts, shape.actions,
                                 shape.features, shape.embedding, shape.has_truth, shape.truth_otherwise,
                                 shape.encoding, shape.logging_policy);
  for (const auto& split : shape.splits) text += " " + split;
  return XXH3_64bits(text.data(), text.size());
}

/// What a rank learns from its rows.
struct Local {
  std::uint64_t hash = 0;  // may wrap around
  std::int64_t rounds = 0, rewarded = 0;
  bool sorted = true;
  std::optional<std::uint32_t> first_context;
  std::uint32_t last_context = 0;
};

void count(const Rounds& rounds, const BlockPlan& plan, std::vector<std::int64_t>& rounds_of_block) {
  for (const ContextId context : rounds.context) ++rounds_of_block[context.value / plan.contexts_per_block];
}

void reserve(Rounds& rounds, std::size_t size) {
  rounds.context.reserve(size);
  rounds.action.reserve(size);
  rounds.reward.reserve(size);
  rounds.pscore.reserve(size);
}

void append(Rounds& to, const Rounds& from) {
  to.context.insert(to.context.end(), from.context.begin(), from.context.end());
  to.action.insert(to.action.end(), from.action.begin(), from.action.end());
  to.reward.insert(to.reward.end(), from.reward.begin(), from.reward.end());
  to.pscore.insert(to.pscore.end(), from.pscore.begin(), from.pscore.end());
}

void note_order(const Rounds& rounds, Local& local) {
  if (rounds.size() == 0) return;
  if (!local.first_context)
    local.first_context = rounds.context.front().value;
  else
    local.sorted &= local.last_context <= rounds.context.front().value;
  local.sorted &= std::is_sorted(rounds.context.begin(), rounds.context.end());
  local.last_context = rounds.context.back().value;
}

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

}  // namespace

Range scanned_rows(std::uint64_t rounds, int rank, int ranks) {
  const std::uint64_t runs = (rounds + kHashedRows - 1) / kHashedRows;
  const Range part = even_part(runs, static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(ranks));
  return {std::min(part.first * kHashedRows, rounds), std::min(part.last * kHashedRows, rounds)};
}

void keep_split(Rounds& rounds, std::uint8_t split) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    if (rounds.split[i] != split) continue;
    rounds.context[kept] = rounds.context[i];
    rounds.action[kept] = rounds.action[i];
    rounds.reward[kept] = rounds.reward[i];
    rounds.pscore[kept] = rounds.pscore[i];
    ++kept;
  }
  rounds.context.resize(kept);
  rounds.action.resize(kept);
  rounds.reward.resize(kept);
  rounds.pscore.resize(kept);
  rounds.split.assign(kept, split);
}

Scan scan(Communicator& comm, const LogFile& log, const BlockPlan& plan, std::optional<std::uint8_t> split,
          Keep keep) {
  Scan result;
  Local local;
  result.rounds_of_block.assign(plan.blocks(), 0);
  agree(comm, [&] {
    local.hash = matrix_sample_hash(log, comm.rank(), comm.size());
    const Range rows = scanned_rows(log.shape().rounds, comm.rank(), comm.size());
    if (keep == Keep::rounds && !split) reserve(result.kept, rows.size());
    for (std::uint64_t at = rows.first; at < rows.last; at += kSlabRows) {
      Faults faults;
      Rounds rounds = log.rounds({at, std::min(at + kSlabRows, rows.last)}, faults);
      faults.throw_first(log.file().path());
      local.hash += hash_of(rounds, at);
      note_order(rounds, local);
      count(rounds, plan, result.rounds_of_block);
      if (split) keep_split(rounds, *split);
      local.rounds += static_cast<std::int64_t>(rounds.size());
      local.rewarded += std::ranges::count_if(rounds.reward, [](float reward) { return reward != 0; });
      if (keep == Keep::rounds) append(result.kept, rounds);
    }
  });
  comm.sum(std::span(result.rounds_of_block));
  result.sorted = sorted_together(comm, local);
  result.rounds = static_cast<std::uint64_t>(sum_value(comm, local.rounds));
  result.rewarded = static_cast<std::uint64_t>(sum_value(comm, local.rewarded));
  result.fingerprint = hash_of(log.shape()) +
                       static_cast<std::uint64_t>(sum_value(comm, static_cast<std::int64_t>(local.hash)));
  return result;
}

}  // namespace megabandit
