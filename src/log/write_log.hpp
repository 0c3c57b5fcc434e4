#pragma once

#include <filesystem>

#include "log/rounds.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// @collective  Writes the parts of all ranks, in rank order, as one log: complete under `path`, or nothing
/// at all. Rounds are sorted by context (stable). Checks what it is given first (DataError naming column, row
/// and value) and the written file before it gets its name. @throws AgreedError, CannotWrite when the disk is
/// full or the place not writable.
void write_log(const Job& job, const std::filesystem::path& path, LogPart part);

}  // namespace megabandit
