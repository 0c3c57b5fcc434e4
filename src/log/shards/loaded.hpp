#pragma once
// A run of contexts in memory, with all that happened in them.

#include <cstdint>
#include <vector>

#include "log/file/log_file.hpp"
#include "log/shard.hpp"

namespace megabandit {

/// What contexts take in a shard, with what is needed to sort their rounds.
std::uint64_t context_bytes(const LogFile& log, Range contexts, Outputs outputs);
/// What the output of a round takes.
std::uint64_t output_bytes(const LogShape& shape, Outputs outputs);

/// May be filled again and again; what was there before goes, its memory is used again.
class Loaded {
 public:
  Loaded(const BlockPlan& plan, Outputs outputs) : plan_(plan), outputs_(outputs) {}
  /// Reads features, truth and (if wanted) shifts and queries of the contexts of whole blocks. @local @throws
  /// DataError
  void read_contexts(const LogFile& log, Range blocks);
  /// Takes their rounds, in any order (context is that of the file); rounds of one context stay in the order
  /// given.
  void take(Rounds rounds);
  /// Columns to be overwritten and taken again.
  Rounds give_back() { return std::move(rounds_); }

  Range contexts() const { return contexts_; }
  BlockView view(BlockId block) const;

 private:
  BlockPlan plan_;
  Outputs outputs_;
  Range blocks_, contexts_;
  RowMatrix<float> features_;
  Truth truth_;
  RowMatrix<float> factored_truth_, output_shift_;
  std::vector<std::uint32_t> query_;
  std::vector<std::uint64_t> first_round_;  // of each block, and the end
  Rounds rounds_;                           // context: row of its block's features
};

}  // namespace megabandit
