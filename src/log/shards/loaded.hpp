#pragma once
// A run of contexts in memory, with all that happened in them.

#include <cstdint>
#include <vector>

#include "log/file/log_file.hpp"
#include "log/shard.hpp"

namespace megabandit {

class Loaded {
 public:
  /// Reads features and truth of the contexts. @local @throws DataError
  Loaded(const LogFile& log, const BlockPlan& plan, Range contexts);
  /// Takes their rounds, in any order (context is that of the file); rounds of one context stay in the order
  /// given.
  void take(Rounds rounds);
  BlockView view(BlockId block) const;

 private:
  void place(const Rounds& rounds);

  BlockPlan plan_;
  Range contexts_;
  RowMatrix<float> features_;
  Truth truth_;
  std::vector<std::uint64_t> first_round_;  // of each context, and the end
  std::vector<std::uint32_t> row_;          // of each round: row of its block's features
  std::vector<ActionId> action_;
  std::vector<float> reward_;
  std::vector<float> pscore_;
};

}  // namespace megabandit
