#include "judge/outside/answers.hpp"

#include <nlohmann/json.hpp>

#include "outside/answer_key.hpp"

namespace megabandit {
namespace {

void add(KeyOf& key, const std::string* text) {
  if (text == nullptr)
    key.add_nothing();
  else
    key.add(*text);
}

void add(KeyOf& key, const Contender& contender) {
  for (const std::string* text : {contender.name, contender.text, contender.output}) add(key, text);
}

}  // namespace

AnswerKey key_of(std::uint64_t judge, const Request& request, Repetition repetition) {
  KeyOf asked;
  asked.add(judge);
  add(asked, request.first);
  add(asked, request.second);
  add(asked, request.prompt);
  if (repetition == Repetition::drawn) asked.add(request.seed).add(request.ticket);
  return asked.key();
}

Answers::Answers(const std::filesystem::path& directory, int rank)
    : lines_(directory, rank, OutsideSettings{}.dispatch.outsider) {
  lines_.each([this](const AnswerKey& key, const nlohmann::json& line) {
    const auto winner = line.find("winner");
    if (winner == line.end() || !winner->is_string()) return;
    if (const auto verdict = verdict_named(winner->get<std::string>()))
      verdicts_.insert_or_assign(key, *verdict);
  });
}

std::optional<Verdict> Answers::find(const AnswerKey& key) const {
  const std::lock_guard lock(mutex_);
  const auto at = verdicts_.find(key);
  return at == verdicts_.end() ? std::nullopt : std::optional(at->second);
}

void Answers::keep(const Inquiry& inquiry, Verdict verdict) {
  lines_.add(inquiry, {{"winner", name_of(verdict)}});
  const std::lock_guard lock(mutex_);
  verdicts_.insert_or_assign(inquiry.key, verdict);
}

std::uint64_t Answers::size() const {
  const std::lock_guard lock(mutex_);
  return verdicts_.size();
}

}  // namespace megabandit
