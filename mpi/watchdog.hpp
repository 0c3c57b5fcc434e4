#pragma once

#include <mpi.h>

#include <memory>

#include "base/patience.hpp"
#include "comm/verb.hpp"

namespace megabandit {

class WatchdogThread;

/// Ends a job that hangs. A thread of every process sees how long its rank waits in a verb without progress.
/// When that is longer than the patience allows, it accuses: ranks 0 and 1 ask all ranks where they are, and
/// name on standard error those that are missing before they end the job with Exit::rank_lost. A rank is
/// missing when its process does not answer (stopped, dead, cut off) or when it answers that it is elsewhere.
/// Patience is the whole time that a rank may wait: also for ranks that are merely slow.
///
/// Each communicator has a *channel*: a sequence of verbs of its own, by which its ranks are compared. A rank
/// is in one verb at a time.
///
/// One for each process; it needs MPI_THREAD_MULTIPLE. Time in which the process itself is stopped (a
/// suspended job) does not count.
class Watchdog {
 public:
  Watchdog();   // @collective
  ~Watchdog();  // @collective
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// @local  Zero or less: never bark.
  void set_patience(Patience patience);

  static constexpr int kWorld = 0;  ///< the channel of all ranks
  /// @collective over `group`  A channel for these ranks. @throws InternalError when a rank is in too many
  int open(MPI_Comm group);
  void close(int channel);  ///< @local

  /// @local  While it lives, this rank is in `verb` of a channel.
  class Watch {
   public:
    Watch(Watchdog& dog, int channel, Verb verb);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    void progress();  ///< a part of the verb is done

   private:
    Watchdog& dog_;
    int channel_;
  };

 private:
  std::unique_ptr<WatchdogThread> thread_;
};

}  // namespace megabandit
