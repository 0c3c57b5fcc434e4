#include "train/rounds/epoch_plan.hpp"

#include <algorithm>
#include <array>

#include "base/random.hpp"

namespace megabandit {
namespace {

// A permutation of [0, size) computed entry by entry: a Feistel network over the next power of four, walked
// until it falls inside.
class Permutation {
 public:
  Permutation(std::uint64_t size, const DrawName& name) : size_(size) {
    while ((std::uint64_t{1} << (2 * half_bits_)) < size) ++half_bits_;
    keys_ = philox(name);
  }

  std::uint64_t operator()(std::uint64_t i) const {
    do i = scramble(i);
    while (i >= size_);
    return i;
  }

 private:
  std::uint64_t scramble(std::uint64_t i) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = i >> half_bits_, right = i & mask;
    for (std::uint32_t round = 0; round < 4; ++round) {
      const auto word =
          philox({.seed = keys_[round], .stream = Stream::shuffle, .epoch = round, .index = right});
      const std::uint64_t next = left ^ (word[0] & mask);
      left = right;
      right = next;
    }
    return left << half_bits_ | right;
  }

  std::uint64_t size_;
  std::uint32_t half_bits_ = 1;
  std::array<std::uint32_t, 4> keys_{};
};

}  // namespace

EpochPlan::EpochPlan(std::uint64_t blocks, std::uint64_t batch_blocks, std::uint64_t seed)
    : blocks_(blocks),
      segments_(std::clamp<std::uint64_t>(batch_blocks, 1, blocks)),
      seed_(seed),
      steps_((blocks + segments_ - 1) / segments_) {}

std::uint64_t EpochPlan::batch_blocks(std::uint64_t step) const {
  const std::uint64_t smaller = blocks_ / segments_, larger_ones = blocks_ % segments_;
  return step < smaller ? segments_ : larger_ones;
}

// Longer runs lie between shorter ones, so that no part of the log, and no rank, has more of them than
// another.
Range EpochPlan::run_of(std::uint64_t segment) const {
  return {segment * blocks_ / segments_, (segment + 1) * blocks_ / segments_};
}

std::uint64_t EpochPlan::chosen(std::uint64_t segment, std::uint64_t epoch, std::uint64_t step) const {
  const Range run = run_of(segment);
  if (run.size() == 1) return run.first;
  const DrawName name{
      .seed = seed_, .stream = Stream::shuffle, .epoch = static_cast<std::uint32_t>(epoch), .index = segment};
  return run.first + Permutation(run.size(), name)(step);
}

std::vector<BlockId> EpochPlan::batch(std::uint64_t epoch, std::uint64_t step, const Range& owned) const {
  std::vector<BlockId> blocks;
  for (std::uint64_t segment = 0; segment < segments_; ++segment) {
    const Range run = run_of(segment);
    if (step >= run.size() || run.last <= owned.first || owned.last <= run.first) continue;
    const std::uint64_t block = chosen(segment, epoch, step);
    if (owned.contains(block)) blocks.emplace_back(block);
  }
  return blocks;
}

}  // namespace megabandit
