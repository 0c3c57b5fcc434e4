#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "observe/observer.hpp"

namespace megabandit {

/// run.json: what was run, by which program, where, on which data, and how it ended. A session is one start
/// of the program; a resumed run adds one to those it has. At every moment the file is complete or absent.
///   {"format": "megabandit-run", "version": 1, "log": {...} or "judge": {...}, "sessions": [{
///      "command", "arguments", "directory", "started", "build": {...}, "ranks", "threads", "kernel",
///      "hosts": [{"host", "ranks": [...], "cpus": [...]}], "slurm": {"SLURM_JOB_ID": ...}, "seed",
///      "config": {table: {key: {"value", "source", "default"}}}, "config_hash", "result_hash",
///      "resumed_step", "checkpoint": {"step", "path"} or null, "warnings": [{"step", "name", "text"}],
///      "stopped", "step", "reason", "exit", "seconds": null until the session ends properly}]}
class RunRecord final : public Observer {
 public:
  explicit RunRecord(std::filesystem::path path) : path_(std::move(path)) {}

  /// @throws DataError when a resumed run finds a file that is no such record, CannotWrite
  void on(const Started& event) override;
  void on(const CheckpointWritten& event) override;
  void on(const Warning& event) override;
  void on(const Stopped& event) override;

 private:
  nlohmann::ordered_json& session() { return record_["sessions"].back(); }
  void write() const;

  std::filesystem::path path_;
  nlohmann::ordered_json record_;
};

}  // namespace megabandit
