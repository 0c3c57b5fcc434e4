#pragma once
// A way to talk to a judge outside the program.

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "judge/outside/shown/request.hpp"

namespace megabandit {

/// Why a request has no verdict.
struct Trouble {
  enum class Kind {
    silent,      ///< no answer came: the judge is gone, slow or overloaded
    unreadable,  ///< an answer came that says neither who won nor that nobody did
  };
  Kind kind = Kind::silent;
  std::string what;                       ///< "the judge ended with exit code 3"
  std::chrono::duration<double> pause{};  ///< nothing should be sent before this time has passed
};

struct Reply {
  std::uint64_t id = 0;
  std::variant<Verdict, Trouble> content;
};

/// All but wake() is called by one thread. Methods throw Error when asking again is of no use.
class Channel {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Channel() = default;
  /// Starts to ask; does not wait. Ids are 0, 1, 2, ...
  virtual void send(std::uint64_t id, const Request& request) = 0;
  /// Waits until there are replies, it is `until`, or someone calls wake(); may return without replies at any
  /// time.
  virtual std::vector<Reply> receive(Clock::time_point until) = 0;
  /// Nobody waits for this reply any longer; it may still come.
  virtual void overdue(std::uint64_t id) = 0;
  /// Ends a receive(), or the next one. From any thread.
  virtual void wake() = 0;
};

}  // namespace megabandit
