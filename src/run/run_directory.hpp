#pragma once
// What a run leaves behind, and where.

#include <filesystem>
#include <memory>

#include "run/directory_lock.hpp"
#include "storage/job.hpp"

namespace megabandit {

enum class Resume {
  automatic,  ///< from the newest checkpoint of the run directory, if there is one
  never,      ///< what an earlier run left in the run directory is moved aside
};

class RunDirectory {
 public:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}

  /// @collective  Makes the directory where there is none, and keeps other runs out as long as this object or
  /// a copy is there. With Resume::never, what an earlier run left in it is moved to earlier-1, earlier-2,
  /// ...
  /// @throws AgreedError when it cannot be written, or another run is at work in it
  static RunDirectory open(const Job& job, const std::filesystem::path& path, Resume resume);

  std::filesystem::path checkpoints() const { return path_ / "checkpoints"; }
  std::filesystem::path metrics() const { return path_ / "metrics.jsonl"; }
  std::filesystem::path record() const { return path_ / "run.json"; }
  std::filesystem::path policy() const { return path_ / "policy.h5"; }
  std::filesystem::path result() const { return path_ / "result.json"; }  ///< of a comparison
  std::filesystem::path ranking() const { return path_ / "ranking.csv"; }
  std::filesystem::path pairs() const { return path_ / "pairs.csv"; }
  std::filesystem::path study() const { return path_ / "study.csv"; }
  std::filesystem::path curves() const { return path_ / "curves.csv"; }  ///< of a study

 private:
  void prepare(Resume resume);
  void move_aside() const;

  std::filesystem::path path_;
  std::shared_ptr<DirectoryLock> lock_;  ///< on rank 0 of a run
};

}  // namespace megabandit
