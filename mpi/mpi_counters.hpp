#pragma once

#include <mpi.h>

#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "comm/shared_counters.hpp"

namespace megabandit {

/// Counters that rank 0 keeps: a thread of it answers the others, whatever its rank is doing. It looks for
/// questions and sleeps in between, and so does a rank that waits for an answer. (One-sided operations would
/// need no thread, but Open MPI 4 has none between hosts for programs with threads.)
class MpiCounters final : public SharedCounters {
 public:
  MpiCounters(MPI_Comm comm, std::size_t count);  // @collective
  ~MpiCounters() override;                        // @collective
  MpiCounters(const MpiCounters&) = delete;
  MpiCounters& operator=(const MpiCounters&) = delete;

  std::int64_t add(std::size_t counter, std::int64_t amount) override;

 private:
  struct Question {
    std::uint64_t counter = 0;
    std::int64_t amount = 0;
  };

  std::int64_t answer(const Question& question);
  std::int64_t ask(const Question& question) const;
  bool serve_one();
  void serve(const std::stop_token& stop);

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  std::mutex mutex_;
  std::vector<std::int64_t> counters_;  // of rank 0
  std::jthread thread_;                 // of rank 0, where there are others
};

}  // namespace megabandit
