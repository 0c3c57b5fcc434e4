#pragma once
// The one pass over all rounds that opening a log makes: checks them, counts them, and hashes them.

#include <cstdint>
#include <optional>
#include <vector>

#include "comm/communicator.hpp"
#include "log/block_plan.hpp"
#include "log/file/log_file.hpp"

namespace megabandit {

enum class Keep { nothing, rounds };

struct Scan {
  std::uint64_t fingerprint = 0;              ///< @replicated
  std::uint64_t rounds = 0;                   ///< of the split; @replicated
  std::uint64_t rewarded = 0;                 ///< rounds of the split whose reward is not 0; @replicated
  bool sorted = false;                        ///< by context; @replicated
  std::vector<std::int64_t> rounds_of_block;  ///< of all splits, for every block; @replicated
  Rounds kept;  ///< rounds of the split this rank read (context is that of the file)
};

/// Rows that a rank scans: nearly equal runs of whole hash units. @replicated
Range scanned_rows(std::uint64_t rounds, int rank, int ranks);

/// @collective  @throws AgreedError for the first bad row of the file.
Scan scan(Communicator& comm, const LogFile& log, const BlockPlan& plan, std::optional<std::uint8_t> split,
          Keep keep);

/// Leaves only the rounds of a split.
void keep_split(Rounds& rounds, std::uint8_t split);

}  // namespace megabandit
