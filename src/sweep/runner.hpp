#pragma once
// What a sweep repeats over a grid: a run of one kind, from its settings to its numbers.

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "config/schema.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// The numbers of a run by name, such as "value" or "optimality"; finite or NaN (there is none).
using RunNumbers = std::map<std::string, double>;

/// One kind of run. One file a kind.
class Runner {
 public:
  virtual ~Runner() = default;
  virtual std::string name() const = 0;  ///< as sweep.run takes it
  /// @local  Checks the settings without running. `sets` are "table.key=value". @throws ConfigError
  virtual void check(const ConfigText& base, std::span<const std::string> sets) const = 0;
  /// @collective over job.comm, the ranks of one group  Runs in `directory`, which is there and belongs to
  /// this run alone; goes on where an earlier session of the same run stopped. The numbers are @replicated.
  /// @throws AgreedError; Stopped when the run was asked to stop and can go on later
  virtual RunNumbers run(const Job& job, const ConfigText& base, std::span<const std::string> sets,
                         const std::filesystem::path& directory) const = 0;
};

}  // namespace megabandit
