#pragma once

#include <cstddef>
#include <cstdint>

namespace megabandit {

/// Numbers that all ranks of a world share, to hand out work that takes nobody knows how long. They end, on
/// every rank, before their world does, and only when no rank asks any more.
class SharedCounters {
 public:
  virtual ~SharedCounters() = default;
  /// @local  Adds `amount` to number `counter` and returns what it was before; of all additions to it one
  /// comes first. A rank that waits for the answer sleeps. @throws RankLost when none will come
  virtual std::int64_t add(std::size_t counter, std::int64_t amount) = 0;
};

}  // namespace megabandit
