#pragma once
// How far a sweep is, for people.

#include <chrono>
#include <memory>
#include <ostream>
#include <string>

#include "comm/communicator.hpp"

namespace megabandit {

/// The first rank of each group tells what its runs have come to; who ends a run tells how far all are: about
/// twenty times in all, and for every failure.
class SweepProgress {
 public:
  /// @collective  `total` runs, of which `done` had ended before, by `groups` of ranks.
  SweepProgress(Communicator& all, std::size_t total, std::size_t done, std::size_t groups,
                std::ostream& out);

  void ended(const std::string& run);                               ///< @local
  void failed(const std::string& run, const std::string& message);  ///< @local

 private:
  void tell(std::size_t ended, std::size_t failed, const std::string& news);

  std::unique_ptr<SharedCounters> counters_;
  std::size_t total_, before_, groups_;
  std::ostream& out_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace megabandit
