#pragma once
// A bank of outputs that outside generators make, one of each rank (DSO specification 5.4).

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "bank/bank.hpp"
#include "base/error.hpp"
#include "generator/settings.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// How far it is, over all ranks.
struct GenerateProgress {
  std::uint64_t outputs = 0;   ///< to be made
  std::uint64_t settled = 0;   ///< that are there, or counted as gaps
  std::uint64_t kept = 0;      ///< of those, from an earlier run
  std::uint64_t gaps = 0;      ///< outputs whose answers could never be read
  std::uint64_t repeated = 0;  ///< times that a question was asked again
  std::string last;            ///< why one was, on rank 0
  double seconds = 0;          ///< since it began
};

struct Generated {
  Exit exit = Exit::done;  ///< done, or stopped: the same command goes on
  BankShape shape;         ///< of the bank that was written; of a stopped one, as far as known
  GenerateProgress progress;
  std::filesystem::path answers;  ///< where answers are kept
};

/// Called on rank 0, about once a second.
using ProgressListener = std::function<void(const GenerateProgress&)>;

/// @collective  Shares the outputs out by number, so the bank has the same bits on any number of ranks if the
/// generator's answer is a function of the question. What was answered stays answered, whatever ends the run.
/// @throws AgreedError
Generated generate_bank(const Job& job, const GenerateConfig& config, const std::filesystem::path& out,
                        const ProgressListener& tell);

}  // namespace megabandit
