#include "outside/kept_lines.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"

namespace megabandit {

KeptLines::KeptLines(const std::filesystem::path& directory, int rank, Outsider outsider)
    : path_(directory / fmt::format("answers-{:04}.jsonl", rank)), outsider_(std::move(outsider)) {
  if (std::filesystem::exists(directory) && !std::filesystem::is_directory(directory))
    throw CannotWrite(fmt::format("{} is no directory; the {}'s answers are to be kept in one ({}.answers)",
                                  directory.string(), outsider_.name, outsider_.table));
}

KeptLines::~KeptLines() {
  if (file_ >= 0) ::close(file_);
}

void KeptLines::each(const std::function<void(const AnswerKey&, const nlohmann::json&)>& take) const {
  if (!std::filesystem::exists(path_.parent_path())) return;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(path_.parent_path()))
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  std::ranges::sort(paths);
  for (const std::filesystem::path& path : paths) read(path, take);
}

void KeptLines::read(const std::filesystem::path& path,
                     const std::function<void(const AnswerKey&, const nlohmann::json&)>& take) const {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw MissingInput(fmt::format("cannot read {}, answers of an earlier run", path.string()));
  for (std::string line; std::getline(file, line);) {
    const nlohmann::json kept = nlohmann::json::parse(line, nullptr, false);
    if (!kept.is_object() || !kept.contains("key") || !kept["key"].is_string()) continue;
    take(kept["key"].get<std::string>(), kept);
  }
}

void KeptLines::cannot_write() const {
  throw CannotWrite(fmt::format("cannot write {}: {}; the {}'s answers are kept there ({}.answers)",
                                path_.string(), std::strerror(errno), outsider_.name, outsider_.table));
}

// A line that was cut short must not spoil the next one.
void KeptLines::open() {
  std::error_code failed;
  std::filesystem::create_directories(path_.parent_path(), failed);
  file_ = ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) cannot_write();
  const off_t end = ::lseek(file_, 0, SEEK_END);
  char last = '\n';
  if (end > 0 && ::pread(file_, &last, 1, end - 1) == 1 && last != '\n' && ::write(file_, "\n", 1) != 1)
    cannot_write();
}

void KeptLines::add(const Inquiry& inquiry, const nlohmann::ordered_json& answer) {
  nlohmann::ordered_json kept{{"key", inquiry.key}};
  if (!inquiry.record.empty()) kept.update(nlohmann::ordered_json::parse(inquiry.record));
  kept.update(answer);
  const std::string text = kept.dump() + "\n";
  const std::lock_guard lock(mutex_);
  if (file_ < 0) open();
  errno = ENOSPC;  // of a write that took part of the line
  if (::write(file_, text.data(), text.size()) != narrow<ssize_t>(text.size())) cannot_write();
}

}  // namespace megabandit
