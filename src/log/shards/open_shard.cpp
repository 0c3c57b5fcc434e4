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
  shape.queries = scan.queries;
  return shape;
}

/// Whether a shard in memory is within the limit on every rank, if none has to hold more than `rounds`
/// rounds. @collective
bool fits(Communicator& comm, const LogFile& log, const BlockPlan& plan, std::uint64_t rounds,
          const ShardOptions& options) {
  if (options.memory == 0) return true;
  std::uint64_t bytes = 0;
  agree(comm, [&] {
    bytes = memory_shard_bytes(log, owned_contexts(plan, comm.rank(), comm.size()), rounds, options.outputs);
  });
  return max_value(comm, bytes <= options.memory ? 0 : 1) == 0;
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

/// What the user sees of actions. @local @throws DataError
RowMatrix<float> action_outputs(const LogFile& log, Range rows, Faults& faults) {
  const LogShape& shape = log.shape();
  const std::string path = log.file().path().string();
  if (shape.action_output > 0) return log.action_output(rows, faults);
  if (shape.embedding == 0)
    throw DataError(
        fmt::format("{}: nothing says what a user sees of an action: /actions/output and /actions/embedding "
                    "are missing; import one of them",
                    path));
  if (shape.output > 0 && shape.output != shape.embedding)
    throw DataError(fmt::format(
        "{}: /actions/embedding has {} columns, /rounds/output {}: embeddings are not what users saw; add "
        "/actions/output",
        path, shape.embedding, shape.output));
  return log.embedding(rows, faults);
}

/// Opens a log and reads rows of a matrix of it. @collective
template <class Read>
RowMatrix<float> read_rows(const Job& job, const std::filesystem::path& path, const Read& read) {
  RowMatrix<float> values;
  agree(job.comm, [&] {
    const LogFile log(path);
    Faults faults;
    values = read(log, faults);
    faults.throw_first(path);
  });
  return values;
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
  shape.queries = counts.queries;
  return shape;
}

std::unique_ptr<Shard> open_shard(const Job& job, const ShardOptions& options) {
  Communicator& comm = job.comm;
  LogFile log = open_log(comm, options.path);
  const auto split = find_split(comm, log, options.split);
  BlockPlan plan{log.shape().contexts, options.contexts_per_block};
  const std::uint64_t read = scanned_rows(log.shape().rounds, comm.rank(), comm.size()).size();
  const bool may_fit = fits(comm, log, plan, read, options);
  const Keep fitting = options.outputs == Outputs::read ? Keep::rounds_and_outputs : Keep::rounds;
  Scan scanned = scan(comm, log, plan, split, may_fit ? fitting : Keep::nothing);
  const LogShape shape = shape_of(log, scanned);
  plan.busy = scanned.busy;
  const Range owned = plan.owned(comm.rank(), comm.size());
  if (may_fit && fits(comm, log, plan, std::max(read, owned_rounds(scanned, owned)), options))
    return make_memory_shard(comm, log, shape, plan, std::move(scanned), options.outputs);
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

RowMatrix<float> read_action_outputs(const Job& job, const std::filesystem::path& path, Range rows) {
  return read_rows(job, path,
                   [&](const LogFile& log, Faults& faults) { return action_outputs(log, rows, faults); });
}

RowMatrix<float> read_action_truth(const Job& job, const std::filesystem::path& path, Range rows) {
  return read_rows(job, path, [&](const LogFile& log, Faults& faults) {
    if (log.shape().truth_columns == 0)
      throw DataError(fmt::format("{}: has no factored truth: /truth/context is missing", path.string()));
    return log.truth_of_actions(rows, faults);
  });
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
