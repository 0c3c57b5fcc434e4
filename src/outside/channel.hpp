#pragma once
// A way to talk to somebody outside the program.

#include <chrono>
#include <cstdint>
#include <vector>

#include "outside/inquiry.hpp"

namespace megabandit {

/// All but wake() is called by one thread. Methods throw Error when asking again is of no use.
class Channel {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Channel() = default;
  /// Starts to ask; does not wait. Ids are 0, 1, 2, ...
  virtual void send(std::uint64_t id, const Inquiry& inquiry) = 0;
  /// Waits until there are replies, it is `until`, or someone calls wake(); may return without replies at any
  /// time.
  virtual std::vector<Reply> receive(Clock::time_point until) = 0;
  /// Nobody waits for this reply any longer; it may still come.
  virtual void overdue(std::uint64_t id) = 0;
  /// Ends a receive(), or the next one. From any thread.
  virtual void wake() = 0;
};

}  // namespace megabandit
