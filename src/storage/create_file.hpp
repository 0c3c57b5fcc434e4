#pragma once

#include <filesystem>

#include "storage/write_file.hpp"

namespace megabandit {

/// @local  Makes the file of a plan with everything in it but the rows, whose room is reserved. Returns
/// whether the file system could really reserve it. @throws CannotWrite
bool create_file(const std::filesystem::path& path, const FilePlan& plan);

/// Bytes of one row.
std::uint64_t row_bytes(const DatasetPlan& dataset);

}  // namespace megabandit
