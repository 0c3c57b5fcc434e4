#pragma once

#include <mpi.h>

#include <chrono>
#include <functional>

#include "base/error.hpp"
#include "comm/communicator.hpp"
#include "mpi/watchdog.hpp"

namespace megabandit {

/// Where the program ends, with or without an error; nothing else in it ends the process. It has a
/// communicator of its own: in that of the verbs others may be waiting for a rank that failed.
class FatalBoundary {
 public:
  explicit FatalBoundary(Watchdog& watchdog);  // @collective
  ~FatalBoundary();                            // @collective
  FatalBoundary(const FatalBoundary&) = delete;
  FatalBoundary& operator=(const FatalBoundary&) = delete;

  /// @collective  Runs `work` and returns the exit code of the program, the same on every rank.
  ///
  /// When `work` throws, the ranks try to end together: if all come to their end within about a second, or
  /// the error is an AgreedError, rank 0 prints the error of the lowest failing rank once and all return its
  /// exit code. A rank that does not come waits in a verb for the one that failed: then that one prints its
  /// error and aborts the job with its exit code.
  int run(Communicator& comm, const std::function<Exit()>& work);

 private:
  bool all_come(std::chrono::milliseconds time);
  void wait_for_all();
  [[noreturn]] void abort(const Communicator& comm, Exit exit, std::string_view text);

  Watchdog& watchdog_;
  MPI_Comm bell_ = MPI_COMM_NULL;
};

}  // namespace megabandit
