#pragma once
// What a sweep repeats over a grid: a run of one kind, from its settings to its numbers.

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "comm/agree.hpp"
#include "config/schema.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// The numbers of a run by name, such as "value" or "optimality"; finite or NaN (there is none).
using RunNumbers = std::map<std::string, double>;

/// A run was asked to stop, and goes on later from what it left in its directory. @replicated
struct RunStopped : AgreedError {
  RunStopped() : AgreedError(Exit::stopped, "asked to stop; the same command goes on", 0) {}
};

/// One kind of run. One file a kind. `sets` are "table.key=value", the last one of a key wins.
class Runner {
 public:
  virtual ~Runner() = default;
  virtual std::string name() const = 0;  ///< as sweep.run takes it
  /// @local  The settings that a seed of the sweep sets.
  virtual std::vector<std::string> seed_keys() const { return {"run.seed"}; }
  /// @local  The settings that are paths: in a sweep file they are relative to it.
  virtual std::vector<std::string> path_keys() const { return {}; }
  /// @local  Checks the settings without running. Returns a hash of all that decides the numbers, as
  /// Resolved::result_hash does. @throws ConfigError
  virtual std::uint64_t check(const ConfigText& base, std::span<const std::string> sets) const = 0;

  /// @local  A name for the file that the run reads and the sweep has made before it, such as the log of a
  /// world: runs that give the same name share it. Empty: it needs none. For settings that `check` accepts.
  virtual std::string input(const ConfigText&, std::span<const std::string>) const { return {}; }
  /// @collective over job.comm  Makes it; complete or absent under `path`. @throws AgreedError
  virtual void make_input(const Job&, const ConfigText&, std::span<const std::string>,
                          const std::filesystem::path& /*path*/) const {}

  /// Where a run works.
  struct Place {
    std::filesystem::path directory;  ///< is there, and belongs to this run alone
    std::filesystem::path input;      ///< of make_input; empty when it needs none
  };
  /// @collective over job.comm, the ranks of one group  Goes on where an earlier session of the same run
  /// stopped. The numbers are @replicated. @throws AgreedError; RunStopped
  virtual RunNumbers run(const Job& job, const ConfigText& base, std::span<const std::string> sets,
                         const Place& place) const = 0;
};

/// The settings of a schema that are paths, as Runner::path_keys wants them. @local
std::vector<std::string> path_keys(const Schema& schema);

}  // namespace megabandit
