#pragma once
// Checkpoints are complete or absent. Arrays are stored by global index, so any number of ranks can go on
// from them.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "log/block_plan.hpp"
#include "run/loop.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// Everything a run goes on from.
struct Checkpoint {
  LoopState loop;
  SavedState learner;
  std::string finished;  ///< why the run is done; empty: it is not
  /// What must be the same for this checkpoint to be of use: name -> value, e.g. "log" -> its fingerprint.
  std::map<std::string, std::string> identity;
};

/// Which entries of a learner's arrays a rank has: the first `common`, as all ranks, then those of `own`
/// among the `cut` that follow.
struct ArrayPart {
  std::uint64_t common = UINT64_MAX;
  Range own = {};
  std::uint64_t cut = 0;
  Communicator* replicas = nullptr;  ///< the ranks with the same own entries; null: all
};

/// The checkpoints of a run directory.
class CheckpointStore {
 public:
  /// Keeps the last `keep` of them (at least 1). @local
  CheckpointStore(std::filesystem::path directory, std::uint64_t keep, const ArrayPart& part = {});

  /// @collective  The same checkpoint on every rank, but for its part of the arrays; each writes its share.
  /// Older ones than `keep` are removed afterwards. Returns the file's path. @throws AgreedError when it is
  /// not the same everywhere (naming the ranks) or cannot be written; those that were there are untouched.
  std::filesystem::path write(const Job& job, const Checkpoint& checkpoint) const;

  /// @collective  The newest checkpoint; none when there is none. @throws AgreedError when it cannot be read,
  /// or when its identity differs from `identity`, naming what differs.
  std::optional<Checkpoint> read_newest(const Job& job,
                                        const std::map<std::string, std::string>& identity) const;

 private:
  std::filesystem::path directory_;
  std::uint64_t keep_;
  ArrayPart part_;
};

}  // namespace megabandit
