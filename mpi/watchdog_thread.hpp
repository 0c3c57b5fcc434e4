#pragma once
// The inside of the watchdog: one thread, its messages and its verdict.

#include <mpi.h>

#include <array>
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
  void enter(int channel, Verb verb) {
    Channel& here = at(channel);
    here.place = here.place.load().next(verb);
    current_ = channel;
  }
  void progress() { parts_.fetch_add(1, std::memory_order_relaxed); }
  void leave(int channel) {
    Channel& here = at(channel);
    here.place = here.place.load().outside();
    current_ = kNone;
  }

  int open(MPI_Comm group);
  void close(int channel) { at(channel).founder = kNone; }

 private:
  using Clock = std::chrono::steady_clock;
  using Duration = std::chrono::duration<double>;

  static constexpr int kNone = -1;
  static constexpr std::size_t kChannels = 8;  // that a rank can be in

  struct Channel {
    std::atomic<Whereabouts> place{};
    std::atomic<int> founder{kNone};  // its lowest rank; kNone: not open
  };
  /// A channel as other ranks know it: groups side by side have the same number.
  struct Name {
    int channel = 0;
    int founder = 0;
    friend bool operator==(const Name&, const Name&) = default;
  };

  enum class Kind : std::int64_t { accusation, where, here };
  struct Message {
    Kind kind{};
    Name name;
    Whereabouts place;
  };
  struct Sent {
    Message message;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  /// Where is everyone? Asked by ranks 0 and 1, and by others when these are silent.
  struct Inquiry {
    Name name;
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
  void inquire(Name name, Whereabouts place, int accuser);
  void judge(Duration elapsed);
  [[noreturn]] void bark(const std::string& verdict);
  void send(const Message& message, int to);
  Channel& at(int channel) { return channels_[static_cast<std::size_t>(channel)]; }
  Whereabouts place_in(Name name);
  void forget_delivered();

  Duration patience() const { return Patience(patience_.load()); }
  Duration tick() const;   // how often it looks
  Duration grace() const;  // how long it waits for answers

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
  std::vector<std::string> hosts_;  // by rank

  std::atomic<Patience::rep> patience_{kDefaultPatience.count()};
  std::array<Channel, kChannels> channels_;
  std::atomic<int> current_{kNone};  // the channel of the verb that the rank is in
  std::atomic<std::uint64_t> parts_{0};

  // Of the thread alone.
  Name seen_name_;  // where the rank was last seen in a verb
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
