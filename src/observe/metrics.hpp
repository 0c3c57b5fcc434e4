#pragma once

#include <filesystem>

#include "observe/observer.hpp"

namespace megabandit {

/// metrics.jsonl: a first line that describes the columns, then one object a step; undefined numbers are
/// null. Every line is handed to the system at once, so a killed run leaves whole lines and at most one torn
/// one, which a resumed run removes.
class Metrics final : public Observer {
 public:
  explicit Metrics(std::filesystem::path path) : path_(std::move(path)) {}
  ~Metrics() override;
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// Opens the file; what it holds of steps after the resumed one is cut off.
  /// @throws DataError when the file there is not of this kind, CannotWrite
  void on(const Started& event) override;
  void on(const StepDone& event) override;  ///< @throws CannotWrite
  void on(const WaveDone& event) override;  ///< @throws CannotWrite

 private:
  void write_line(const std::string& line);

  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace megabandit
