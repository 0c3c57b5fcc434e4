#pragma once
// Answers of somebody outside the program, kept so that a run that goes on does not ask for them again.

#include <filesystem>
#include <functional>
#include <mutex>

#include <nlohmann/json_fwd.hpp>

#include "outside/settings.hpp"

namespace megabandit {

/// A directory with a file of JSON lines for each rank, which only grows; any number of ranks reads what any
/// number wrote. A line that was cut short by a sudden end is passed over.
class KeptLines {
 public:
  /// @local  Writes nothing yet. @throws CannotWrite (it is no directory)
  KeptLines(const std::filesystem::path& directory, int rank, Outsider outsider);
  ~KeptLines();
  KeptLines(const KeptLines&) = delete;
  KeptLines& operator=(const KeptLines&) = delete;

  /// @local  What there is of all ranks, with the key of each. @throws MissingInput
  void each(const std::function<void(const AnswerKey& key, const nlohmann::json& line)>& take) const;
  /// Written at once, with the inquiry's key and record. From any thread. @throws CannotWrite
  void add(const Inquiry& inquiry, const nlohmann::ordered_json& answer);

 private:
  void read(const std::filesystem::path& path,
            const std::function<void(const AnswerKey& key, const nlohmann::json& line)>& take) const;
  void open();
  [[noreturn]] void cannot_write() const;

  std::filesystem::path path_;  // of this rank's file
  Outsider outsider_;
  std::mutex mutex_;  // of what follows
  int file_ = -1;
};

}  // namespace megabandit
