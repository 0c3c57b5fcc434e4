#pragma once
// Which blocks make which batch. The log is cut into as many contiguous segments as a batch has blocks; every
// batch takes one block of each segment, in an order drawn anew for every segment and epoch. So each block
// comes once an epoch, a batch spans the whole log, its blocks are spread evenly over the ranks (who own
// contiguous blocks), and nothing depends on the number of ranks.

#include <cstdint>
#include <vector>

#include "log/block_plan.hpp"

namespace megabandit {

class EpochPlan {
 public:
  /// Batches of nearly `batch_blocks` of `blocks` blocks; at least one block each. blocks > 0. @replicated
  EpochPlan(std::uint64_t blocks, std::uint64_t batch_blocks, std::uint64_t seed);

  std::uint64_t steps() const { return steps_; }  ///< batches an epoch has
  std::uint64_t blocks() const { return blocks_; }
  /// How many blocks the batch of `step` (0 .. steps-1) has.
  std::uint64_t batch_blocks(std::uint64_t step) const;
  /// Those blocks of the batch that lie in `owned`, increasing. @local
  std::vector<BlockId> batch(std::uint64_t epoch, std::uint64_t step, const Range& owned) const;

 private:
  Range run_of(std::uint64_t segment) const;  // its blocks
  std::uint64_t chosen(std::uint64_t segment, std::uint64_t epoch, std::uint64_t step) const;

  std::uint64_t blocks_, segments_, seed_, steps_;
};

}  // namespace megabandit
