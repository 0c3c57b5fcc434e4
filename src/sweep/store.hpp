#pragma once
// What the runs of a sweep have left behind.

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "sweep/plan.hpp"

namespace megabandit {

struct RunFailure {
  Exit exit = Exit::internal;
  std::string message;
};

/// The directory of a sweep:
///   runs/CELL/seed-S/   all that a run writes; numbers.json when it has ended, failure.json when it failed
///   inputs/             what several runs read
///   results.csv, table.csv
/// All functions are @local.
class SweepStore {
 public:
  explicit SweepStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

  const std::filesystem::path& directory() const { return directory_; }
  std::filesystem::path folder(const PlannedRun& run) const { return directory_ / run.folder; }
  std::filesystem::path input(const PlannedRun& run) const { return directory_ / "inputs" / run.input; }
  std::filesystem::path results() const { return directory_ / "results.csv"; }
  std::filesystem::path table() const { return directory_ / "table.csv"; }

  /// Makes the folders of the runs. @throws CannotWrite
  void prepare(const SweepPlan& plan) const;
  /// All that is there goes to earlier-1, earlier-2, ... @throws CannotWrite
  void move_aside() const;
  /// The numbers of a run that has ended. @throws ConfigError when it had other settings than this one
  std::optional<RunNumbers> numbers(const SweepPlan& plan, const PlannedRun& run) const;
  std::optional<RunFailure> failure(const PlannedRun& run) const;

  void keep(const PlannedRun& run, const RunNumbers& numbers) const;  ///< @throws CannotWrite
  void keep(const PlannedRun& run, const RunFailure& failure) const;  ///< @throws CannotWrite

 private:
  std::filesystem::path directory_;
};

}  // namespace megabandit
