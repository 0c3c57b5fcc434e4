#pragma once
// What a log that is to be written holds, and where each rank's rows go.

#include <cstdint>

#include "comm/collect.hpp"
#include "comm/communicator.hpp"
#include "log/rounds.hpp"
#include "storage/write_file.hpp"

namespace megabandit {

/// Where this rank's rows go, and how many there are in all. Columns: 0 where there are none.
struct Place {
  Offset contexts;
  Offset rounds;
  Offset truths;
  std::uint64_t features = 0;
  bool position = false;
  bool timestamp = false;
  std::uint64_t embedding = 0;  ///< columns
  bool cluster = false;
  std::uint64_t output = 0;         ///< columns of /rounds/output
  std::uint64_t action_output = 0;  ///< columns of /actions/output
  std::uint64_t output_shift = 0;   ///< columns of /contexts/output_shift
  bool query = false;
};

/// @collective
Place find_place(Communicator& comm, const LogPart& part);

/// @replicated  `part`: what is the same on every rank, and the names of actions on rank 0.
FilePlan plan_log(const LogPart& part, const Place& place);

}  // namespace megabandit
