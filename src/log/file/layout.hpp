#pragma once
// Whether a file is laid out as a log: docs/format.md.

#include <span>

#include "log/block_plan.hpp"
#include "log/rounds.hpp"
#include "log/shard.hpp"
#include "storage/read_file.hpp"

namespace megabandit {

/// @local  Checks that datasets, types, shapes and attributes are those of a log and says what it holds;
/// looks at no rows. @throws DataError naming file, dataset and what is expected.
LogShape check_layout(const ReadFile& file);

/// @local  Checks entries [contexts.first, contexts.last] of /truth/offset. @throws DataError
void check_offsets(const ReadFile& file, std::span<const std::uint64_t> offsets, Range contexts);
/// @local  Checks that the actions of each of the contexts increase. @throws DataError
void check_increasing(const ReadFile& file, const Truth& truth, Range contexts);

}  // namespace megabandit
