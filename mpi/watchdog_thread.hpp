#pragma once
// The inside of the watchdog: one thread, its messages and its verdict.

#include <mpi.h>

#include <atomic>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/patience.hpp"
#include "mpi/whereabouts.hpp"

namespace megabandit {

class WatchdogThread {
 public:
  WatchdogThread();
  ~WatchdogThread();

  // Called by the rank's own thread: a store each, so that watching costs nothing.
  void set_patience(Patience patience) { patience_ = patience.count(); }
  void enter(Verb verb) { place_ = place_.load().next(verb); }
  void progress() { parts_.fetch_add(1, std::memory_order_relaxed); }
  void leave() { place_ = place_.load().outside(); }

 private:
  using Clock = std::chrono::steady_clock;
  using Duration = std::chrono::duration<double>;

  enum class Kind : std::int64_t { accusation, where, here };
  struct Message {
    Kind kind{};
    Whereabouts place;
  };
  struct Sent {
    Message message;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  /// Where is everyone? Asked by ranks 0 and 1, and by others when these are silent.
  struct Inquiry {
    Whereabouts place;  // of the accuser
    int accuser = 0;
    Duration age{0};
    Duration limit{0};
    std::vector<std::optional<Whereabouts>> answers;
  };

  void run(const std::stop_token& stop);
  void look(Duration elapsed);
  void listen();
  void hear(const Message& message, int from);
  void accuse(Duration elapsed);
  void inquire(Whereabouts place, int accuser);
  void judge(Duration elapsed);
  [[noreturn]] void bark(const std::string& verdict);
  void send(Kind kind, Whereabouts place, int to);
  void forget_delivered();

  Duration patience() const { return Patience(patience_.load()); }
  Duration tick() const;   // how often it looks
  Duration grace() const;  // how long it waits for answers

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
  std::vector<std::string> hosts_;  // by rank

  std::atomic<Patience::rep> patience_{kDefaultPatience.count()};
  std::atomic<Whereabouts> place_{};
  std::atomic<std::uint64_t> parts_{0};

  // Of the thread alone.
  Whereabouts seen_place_;
  std::uint64_t seen_parts_ = 0;
  Duration waited_{0};
  std::optional<Duration> accused_;  // since it accused
  std::optional<Inquiry> inquiry_;
  std::list<Sent> sent_;

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace megabandit
