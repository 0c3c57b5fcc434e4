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
#include "outside/kept_lines.hpp"

namespace megabandit {

/// @param judge  a fingerprint of who answers
AnswerKey key_of(std::uint64_t judge, const Request& request, Repetition repetition);

/// Verdicts in the kept lines of all ranks.
class Answers {
 public:
  /// @local  Reads what there is; writes nothing yet. @throws CannotWrite (it is no directory), MissingInput
  Answers(const std::filesystem::path& directory, int rank);

  std::optional<Verdict> find(const AnswerKey& key) const;
  /// Written at once. @throws CannotWrite
  void keep(const Inquiry& inquiry, Verdict verdict);
  std::uint64_t size() const;

 private:
  KeptLines lines_;
  mutable std::mutex mutex_;  // of what follows
  std::unordered_map<AnswerKey, Verdict> verdicts_;
};

}  // namespace megabandit
