#pragma once
// Requests on their way to a somebody outside the program: so many at a time, each for so long, so many
// times.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>
#include <vector>

#include "outside/channel.hpp"
#include "outside/settings.hpp"

namespace megabandit {

/// A thread asks while others work or wait. A request that gets no readable answer is asked again, never
/// dropped: what is not answered says something, too (LLM-PO specification 4.7). Of several answers to one
/// request the first counts.
class Dispatch {
 public:
  using Clock = Channel::Clock;
  /// Told every answer, in the thread's own time; what it throws ends the dispatch.
  using Listener = std::function<void(const Inquiry&, const AnswerText&)>;

  Dispatch(std::unique_ptr<Channel> channel, const DispatchSettings& settings, Listener listener);
  ~Dispatch();  ///< does not wait for answers
  Dispatch(const Dispatch&) = delete;
  Dispatch& operator=(const Dispatch&) = delete;

  /// Takes an inquiry on. Does not wait.
  void add(Inquiry inquiry);
  /// The answer to the oldest inquiry, which is taken out. Waits for it until `until`.
  /// @throws DataError, MissingInput, ConfigError  when it will not come
  std::optional<AnswerText> next(Clock::time_point until);
  Mishaps mishaps() const;

 private:
  struct Errand {
    Inquiry inquiry;
    std::uint64_t times = 0;  // sent
    std::optional<AnswerText> answer = {};
  };
  // Sending a request once. Its id is its place.
  struct Attempt {
    std::uint64_t number;
    std::optional<std::uint64_t> answer = {};  // a hash of it
    std::string shown = {};                    // the beginning of it
  };
  struct Due {
    Clock::time_point time;
    std::uint64_t number;
    bool operator>(const Due& other) const {
      return time != other.time ? time > other.time : number > other.number;
    }
  };
  struct Waiting {
    Clock::time_point until;
    std::uint64_t id;
  };

  void run();
  void talk(std::unique_lock<std::mutex>& lock);
  std::vector<std::pair<std::uint64_t, Inquiry>> take_due(Clock::time_point now);
  Clock::time_point next_event(Clock::time_point now) const;
  void settle(const Reply& reply);
  void settle(std::uint64_t id, const AnswerText& answer);
  void settle(std::uint64_t id, const Trouble& trouble);
  std::vector<std::uint64_t> take_overdue(Clock::time_point now);
  bool stop_waiting(std::uint64_t id);
  void try_again(std::uint64_t number, const Trouble& trouble);
  Errand* open(std::uint64_t number);  // null: its answer was taken out
  Attempt* attempt(std::uint64_t id);  // null: too long ago
  void forget_old_attempts();
  [[noreturn]] void give_up(const Errand& errand, const Trouble& trouble) const;

  std::unique_ptr<Channel> channel_;
  DispatchSettings settings_;
  Listener listener_;

  mutable std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::deque<Errand> errands_;  // from number first_ on
  std::uint64_t first_ = 0;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::deque<Attempt> attempts_;  // from id attempts_before_ on
  std::uint64_t attempts_before_ = 0;
  std::deque<Waiting> waiting_;  // in the order of sending, hence of time
  Clock::time_point pause_{};    // nothing is sent before
  Mishaps mishaps_;
  std::exception_ptr fault_;
  bool ending_ = false;

  std::thread thread_;
};

}  // namespace megabandit
