#pragma once
// A preference log as a file that explains itself (docs/format.md).

#include <filesystem>

#include "preference/preference_log.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// @collective  Writes the log that rank 0 has; those of other ranks are not looked at. Complete under
/// `path`, or not there. @throws AgreedError
void write_preferences(const Job& job, const std::filesystem::path& path, const PreferenceLog& log);

/// @collective  Every rank gets all of it. @throws AgreedError: MissingInput's code when there is no such
/// file, DataError's for what is no preference log, naming dataset, row, value and remedy
PreferenceLog read_preferences(const Job& job, const std::filesystem::path& path);

/// @collective  Whether a file is a preference log, as far as its attributes tell. @throws as
/// read_preferences
bool is_preference_log(const Job& job, const std::filesystem::path& path);

}  // namespace megabandit
