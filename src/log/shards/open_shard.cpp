#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/file/log_file.hpp"
#include "log/file/scan.hpp"
#include "log/shard.hpp"
#include "log/shards/memory_shard.hpp"
#include "log/shards/owned_contexts.hpp"
#include "log/shards/stream_shard.hpp"
#include "storage/read_file.hpp"

namespace megabandit {
namespace {

/// @collective
LogFile open_log(Communicator& comm, const std::filesystem::path& path) {
  std::optional<LogFile> log;
  agree(comm, [&] { log.emplace(path); });
  return std::move(*log);
}

/// @collective
std::optional<std::uint8_t> find_split(Communicator& comm, const LogFile& log, const std::string& name) {
  std::optional<std::uint8_t> split;
  agree(comm, [&] { split = log.split_number(name); });
  return split;
}

LogShape shape_of(const LogFile& log, const Scan& scan) {
  LogShape shape = log.shape();
  shape.rounds = scan.rounds;
  shape.rewarded = scan.rewarded;
  shape.fingerprint = scan.fingerprint;
  return shape;
}

/// Whether a shard in memory is within the limit on every rank, if none has to hold more than `rounds`
/// rounds. @collective
bool fits(Communicator& comm, const LogFile& log, const BlockPlan& plan, std::uint64_t rounds,
          std::uint64_t memory) {
  if (memory == 0) return true;
  std::uint64_t bytes = 0;
  agree(comm,
        [&] { bytes = memory_shard_bytes(log, owned_contexts(plan, comm.rank(), comm.size()), rounds); });
  return max_value(comm, bytes <= memory ? 0 : 1) == 0;
}

std::uint64_t owned_rounds(const Scan& scan, Range blocks) {
  std::int64_t rounds = 0;
  for (std::uint64_t block = blocks.first; block < blocks.last; ++block)
    rounds += scan.rounds_of_block[block];
  return static_cast<std::uint64_t>(rounds);
}

void must_be_sorted(const LogFile& log, std::uint64_t memory) {
  throw DataError(fmt::format(
      "{}: /rounds/context is not sorted, and the log does not fit into the {} bytes a rank may use; sort it "
      "once: megabandit import hdf5 {} --out SORTED.h5",
      log.file().path().string(), memory, log.file().path().string()));
}

}  // namespace

std::string default_split(const Job& job, const std::filesystem::path& path, const std::string& usual) {
  return ReadFile::open(job, path).has("/rounds/split") ? usual : "";
}

LogShape read_shape(const Job& job, const std::filesystem::path& path, const std::string& split) {
  const LogFile log = open_log(job.comm, path);
  LogShape shape = log.shape();
  const Counts counts = count(job.comm, log, find_split(job.comm, log, split));
  shape.rounds = counts.rounds;
  shape.rewarded = counts.rewarded;
  return shape;
}

std::unique_ptr<Shard> open_shard(const Job& job, const ShardOptions& options) {
  Communicator& comm = job.comm;
  LogFile log = open_log(comm, options.path);
  const auto split = find_split(comm, log, options.split);
  BlockPlan plan{log.shape().contexts, options.contexts_per_block};
  const std::uint64_t read = scanned_rows(log.shape().rounds, comm.rank(), comm.size()).size();
  const bool may_fit = fits(comm, log, plan, read, options.memory);
  Scan scanned = scan(comm, log, plan, split, may_fit ? Keep::rounds : Keep::nothing);
  const LogShape shape = shape_of(log, scanned);
  plan.busy = scanned.busy;
  const Range owned = plan.owned(comm.rank(), comm.size());
  if (may_fit && fits(comm, log, plan, std::max(read, owned_rounds(scanned, owned)), options.memory))
    return make_memory_shard(comm, log, shape, plan, std::move(scanned));
  std::unique_ptr<Shard> shard;
  agree(comm, [&] {
    if (!scanned.sorted) must_be_sorted(log, options.memory);
    shard = make_stream_shard(std::move(log), shape, plan, owned, scanned, options);
  });
  return shard;
}

ActionColumns read_actions(const Job& job, const std::filesystem::path& path) {
  ActionColumns columns;
  agree(job.comm, [&] {
    const LogFile log(path);
    Faults faults;
    columns = log.actions(faults);
    faults.throw_first(path);
  });
  return columns;
}

ActionColumns read_some_actions(const Job& job, const std::filesystem::path& path, Range rows) {
  ActionColumns columns;
  agree(job.comm, [&] {
    const LogFile log(path);
    Faults faults;
    columns.embedding = log.embedding(rows, faults);
    faults.throw_first(path);
    if (job.comm.rank() == 0) columns.name = log.names();
  });
  return columns;
}

}  // namespace megabandit
