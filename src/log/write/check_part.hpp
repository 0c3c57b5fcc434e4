#pragma once

#include <filesystem>

#include "log/rounds.hpp"

namespace megabandit {

/// @local  Checks a part of a log that is to be written. `path` is for the message. @throws DataError naming
/// column, row and value; InternalError when columns differ in length.
void check_part(const std::filesystem::path& path, const LogPart& part);

}  // namespace megabandit
