#pragma once
// How far a sweep is, for people.

#include <chrono>
#include <memory>
#include <ostream>
#include <string>

#include "comm/communicator.hpp"

namespace megabandit {

/// Rank 0 alone tells how far all are, so that numbers come in their order: about twenty times in all, when
/// it has ended a run itself or has nothing to do. A failure is told at once, by the first rank of its group.
class SweepProgress {
 public:
  /// @collective  `total` runs, of which `done` had ended before, by `groups` of ranks.
  SweepProgress(Communicator& all, std::size_t total, std::size_t done, std::size_t groups,
                std::ostream& out);

  void ended();                                                     ///< @local  A run of this group.
  void failed(const std::string& run, const std::string& message);  ///< @local
  void look();  ///< @local  Tells what is new, if it is enough.

 private:
  std::unique_ptr<SharedCounters> counters_;
  std::size_t total_, before_, groups_;
  std::size_t told_ = 0;  ///< twentieths of all runs
  bool tells_;
  std::ostream& out_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace megabandit
