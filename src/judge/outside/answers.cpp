#include "judge/outside/answers.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"

namespace megabandit {
namespace {

// Numbers and texts one after another, so that no two lists of them are alike.
class Packed {
 public:
  Packed& add(std::uint64_t number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
    return *this;
  }
  Packed& add(const std::string* text) {
    add(text == nullptr ? ~std::uint64_t{0} : text->size());
    if (text != nullptr) bytes_ += *text;
    return *this;
  }
  Packed& add(const Contender& contender) {
    return add(contender.name).add(contender.text).add(contender.output);
  }
  AnswerKey key() const {
    const XXH128_hash_t hash = XXH3_128bits(bytes_.data(), bytes_.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  std::string bytes_;
};

[[noreturn]] void cannot_write(const std::filesystem::path& path) {
  throw CannotWrite(fmt::format("cannot write {}: {}; the judge's answers are kept there (judge.answers)",
                                path.string(), std::strerror(errno)));
}

}  // namespace

AnswerKey key_of(std::uint64_t judge, const Request& request, Repetition repetition) {
  Packed asked;
  asked.add(judge).add(request.first).add(request.second).add(request.prompt);
  if (repetition == Repetition::drawn) asked.add(request.seed).add(request.ticket);
  return asked.key();
}

Answers::Answers(const std::filesystem::path& directory, int rank)
    : path_(directory / fmt::format("answers-{:04}.jsonl", rank)) {
  if (!std::filesystem::exists(directory)) return;
  if (!std::filesystem::is_directory(directory))
    throw CannotWrite(fmt::format(
        "{} is no directory; the judge's answers are to be kept in one (judge.answers)", directory.string()));
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.path().extension() == ".jsonl") read(entry.path());
}

Answers::~Answers() {
  if (file_ >= 0) ::close(file_);
}

void Answers::read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw MissingInput(fmt::format("cannot read {}, answers of an earlier run", path.string()));
  for (std::string line; std::getline(file, line);) {
    const nlohmann::json answer = nlohmann::json::parse(line, nullptr, false);
    if (!answer.is_object() || !answer.contains("key") || !answer.contains("winner")) continue;
    if (!answer["key"].is_string() || !answer["winner"].is_string()) continue;
    if (const auto verdict = verdict_named(answer["winner"].get<std::string>()))
      verdicts_.insert_or_assign(answer["key"].get<std::string>(), *verdict);
  }
}

// A line that was cut short must not spoil the next one.
void Answers::open() {
  std::error_code failed;
  std::filesystem::create_directories(path_.parent_path(), failed);
  file_ = ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) cannot_write(path_);
  const off_t end = ::lseek(file_, 0, SEEK_END);
  char last = '\n';
  if (end > 0 && ::pread(file_, &last, 1, end - 1) == 1 && last != '\n' && ::write(file_, "\n", 1) != 1)
    cannot_write(path_);
}

std::optional<Verdict> Answers::find(const AnswerKey& key) const {
  const std::lock_guard lock(mutex_);
  const auto at = verdicts_.find(key);
  return at == verdicts_.end() ? std::nullopt : std::optional(at->second);
}

void Answers::keep(const AnswerKey& key, const Request& request, Verdict verdict) {
  const nlohmann::ordered_json answer{{"key", key},
                                      {"ticket", request.ticket},
                                      {"first", *request.first.name},
                                      {"second", *request.second.name},
                                      {"winner", name_of(verdict)}};
  const std::string line = answer.dump() + "\n";
  const std::lock_guard lock(mutex_);
  verdicts_.insert_or_assign(key, verdict);
  if (file_ < 0) open();
  errno = ENOSPC;  // of a write that took part of the line
  if (::write(file_, line.data(), line.size()) != narrow<ssize_t>(line.size())) cannot_write(path_);
}

std::uint64_t Answers::size() const {
  const std::lock_guard lock(mutex_);
  return verdicts_.size();
}

}  // namespace megabandit
