#pragma once
// What opening a log reads of its rounds. All of them where they are kept: each is checked then. Where they
// are not, only what says which rows belong to which block (context and split) and a sample for the
// fingerprint; the rest is checked when it is streamed.

#include <cstdint>
#include <optional>
#include <vector>

#include "comm/communicator.hpp"
#include "log/block_plan.hpp"
#include "log/file/log_file.hpp"

namespace megabandit {

enum class Keep { nothing, rounds, rounds_and_outputs };

struct Scan {
  std::uint64_t fingerprint = 0;  ///< @replicated
  std::uint64_t rounds = 0;       ///< of the split; @replicated
  /// Rounds of the split whose reward is not 0; estimated from a sample where not all are kept, but 0 only if
  /// there is none. @replicated
  std::uint64_t rewarded = 0;
  bool sorted = false;                        ///< by context; @replicated
  std::vector<std::int64_t> rounds_of_block;  ///< of all splits, for every block; @replicated
  std::uint64_t queries = 0;                  ///< as in LogShape; @replicated
  Range busy;   ///< blocks from the first to the last that has rounds of the split; @replicated
  Rounds kept;  ///< rounds of the split this rank read (context is that of the file)
};

/// Rows that a rank scans: nearly equal runs of whole hash units. @replicated
Range scanned_rows(std::uint64_t rounds, int rank, int ranks);

/// @collective  @throws AgreedError for the first bad row of what is read.
Scan scan(Communicator& comm, const LogFile& log, const BlockPlan& plan, std::optional<std::uint8_t> split,
          Keep keep);

struct Counts {
  std::uint64_t rounds = 0;
  std::uint64_t rewarded = 0;  ///< of them, those whose reward is not 0; of a large log an estimate
  std::uint64_t queries = 0;   ///< as in LogShape
};

/// Of a split, or of all rounds. Reads nothing but /rounds/split, /contexts/query and a sample. @collective
/// @throws AgreedError
Counts count(Communicator& comm, const LogFile& log, std::optional<std::uint8_t> split);

/// Leaves only the rounds of a split.
void keep_split(Rounds& rounds, std::uint8_t split);

}  // namespace megabandit
