#pragma once
// All rounds of some blocks, through a way of seeing.

#include <algorithm>
#include <span>

#include "policy/panel.hpp"
#include "unit/train/memory_shard.hpp"

namespace megabandit::testing {

struct Looked {
  const Policy& policy;
  Seen& seen;
  std::uint32_t epoch = 0;
};

inline Panel all_rounds(const Looked& looked, std::span<const BlockView> blocks, PassWants wants) {
  const auto all_live = [](auto, auto, auto live) { std::ranges::fill(live, 1); };
  return score_blocks(
      {.policy = looked.policy, .kernel = vector_kernel(), .epoch = looked.epoch, .seen = &looked.seen},
      blocks, all_live, wants);
}

}  // namespace megabandit::testing
