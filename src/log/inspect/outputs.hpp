#pragma once

#include <optional>

#include "comm/communicator.hpp"
#include "log/file/log_file.hpp"
#include "log/inspect/report.hpp"

namespace megabandit {

/// @collective  What users saw in the rounds of a split; nothing of a log that does not say. Bad values are
/// noted in `faults`. Every rank holds the outputs of all actions meanwhile.
std::optional<OutputReport> inspect_outputs(Communicator& comm, const LogFile& log,
                                            std::optional<std::uint8_t> split, Faults& faults);

}  // namespace megabandit
