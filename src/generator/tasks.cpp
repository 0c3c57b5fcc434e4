#include "generator/tasks.hpp"

#include <xxhash.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/shortened.hpp"
#include "log/lines/json_lines.hpp"
#include "outside/answer_key.hpp"

namespace megabandit {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& path, const char* key) {
  std::vector<std::string> lines = text_lines(path);
  if (lines.empty())
    throw DataError(
        fmt::format("{} has no text on any line (bank.{}); write one a line", path.string(), key));
  return lines;
}

}  // namespace

Tasks::Tasks(const BankSettings& bank, const std::string& generator)
    : queries_(lines_of(bank.queries, "queries")),
      actions_(lines_of(bank.actions, "actions")),
      samples_(bank.samples),
      seed_(bank.seed),
      generator_(generator) {}

std::uint64_t Tasks::fingerprint() const {
  KeyOf all;
  all.add(generator_).add(seed_).add(samples_).add(queries_.size());
  for (const auto* texts : {&queries_, &actions_})
    for (const std::string& text : *texts) all.add(text);
  const AnswerKey key = all.key();
  return XXH3_64bits(key.data(), key.size());
}

Task Tasks::task(std::uint64_t number) const {
  const std::uint64_t entry = number / samples_;
  return {entry / actions_.size(), entry % actions_.size(), number % samples_};
}

std::uint64_t Tasks::seed(const Task& task) const {
  constexpr std::uint64_t below = std::uint64_t{1} << 53;
  const AnswerKey named =
      KeyOf().add(seed_).add(queries_[task.query]).add(actions_[task.action]).add(task.sample).key();
  return XXH3_64bits(named.data(), named.size()) % below;
}

AnswerKey Tasks::key(const Task& task) const {
  return KeyOf()
      .add(generator_)
      .add(queries_[task.query])
      .add(actions_[task.action])
      .add(task.sample)
      .add(seed(task))
      .key();
}

Inquiry Tasks::inquiry(std::uint64_t number) const {
  constexpr std::size_t kShown = 40;
  const Task asked = task(number);
  const std::string &query = queries_[asked.query], &action = actions_[asked.action];
  const nlohmann::ordered_json body{
      {"query", query}, {"action", action}, {"sample", asked.sample}, {"seed", seed(asked)}};
  return {.key = key(asked),
          .what = fmt::format("for sample {} of query {} ('{}') and action {} ('{}')", asked.sample,
                              asked.query, shortened(query, kShown), asked.action, shortened(action, kShown)),
          .body = body.dump(),
          .record = body.dump()};
}

}  // namespace megabandit
