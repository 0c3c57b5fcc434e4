#pragma once
// The part of `simulate` that makes logs of sentences: the log, and beside it its logging policy and a bank.

#include <filesystem>
#include <string>

#include "storage/job.hpp"
#include "world/world.hpp"

namespace megabandit {

/// @collective  Writes LOG.h5, LOG.logging.h5 (a policy that `evaluate` and `train` load: its probabilities
/// are the log's pscores) and, where settings ask for it, LOG.bank.h5. @throws AgreedError, CannotWrite
void simulate_sentences(const Job& job, const WorldSettings& world, const std::filesystem::path& out,
                        const std::string& created_by);

/// LOG.h5 -> LOG.<part>.h5
std::filesystem::path beside(const std::filesystem::path& log, const std::string& part);

}  // namespace megabandit
