#pragma once
// Table [sweep]: what is repeated, and how often.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/schema.hpp"

namespace megabandit {

struct SweepSettings {
  std::string run = "train";
  std::filesystem::path base;
  std::filesystem::path world;
  std::vector<std::int64_t> seeds = {1};
  std::uint64_t ranks_per_run = 1;
  std::vector<std::string> numbers;

  Resolved resolved;  ///< where each value came from; filled by read_sweep_settings
};

/// The keys that can be declared; `grid`, `cases` and `against` hold keys of the runs (sweep_file.hpp).
void declare(Schema& schema, SweepSettings& sweep);

/// @local  Of a sweep file whose other tables and keys are nobody's business here. @throws ConfigError
SweepSettings read_sweep_settings(const ConfigText& file);

}  // namespace megabandit
