#pragma once

#include <filesystem>

#include "config/schema.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// @collective  A config file, read on one rank, the same on all. @throws AgreedError
ConfigText shared_config(const Job& job, const std::filesystem::path& path);

}  // namespace megabandit
