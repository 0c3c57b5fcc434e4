#pragma once
// Answers of a judge outside the program, kept so that a run that goes on does not ask for them again.

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "judge/outside/settings.hpp"
#include "judge/outside/shown/request.hpp"

namespace megabandit {

/// XXH3 of what was asked, and of whom: 128 bits as hexadecimal digits.
using AnswerKey = std::string;

/// @param judge  a fingerprint of who answers
AnswerKey key_of(std::uint64_t judge, const Request& request, Repetition repetition);

/// A directory with a file of JSON lines for each rank, which only grows; any number of ranks reads what any
/// number wrote. A line that was cut short by a sudden end is passed over.
class Answers {
 public:
  /// @local  Reads what there is; writes nothing yet. @throws CannotWrite (it is no directory), MissingInput
  Answers(const std::filesystem::path& directory, int rank);
  ~Answers();
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  std::optional<Verdict> find(const AnswerKey& key) const;
  /// Written at once. @throws CannotWrite
  void keep(const AnswerKey& key, const Request& request, Verdict verdict);
  std::uint64_t size() const;

 private:
  void read(const std::filesystem::path& path);
  void open();

  std::filesystem::path path_;  // of this rank's file
  int file_ = -1;
  mutable std::mutex mutex_;  // of what follows
  std::unordered_map<AnswerKey, Verdict> verdicts_;
};

}  // namespace megabandit
