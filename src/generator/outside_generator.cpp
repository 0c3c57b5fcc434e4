#include "generator/outside_generator.hpp"

#include <unordered_map>
#include <utility>

#include <xxhash.h>
#include <nlohmann/json.hpp>

#include "outside/process/process_channel.hpp"

namespace megabandit {
namespace {

// Asked for beyond what is under way, so that one slow answer holds up none.
constexpr std::size_t kAhead = 1024;

std::uint64_t hash_of(const AnswerKey& key) { return XXH3_64bits(key.data(), key.size()); }

DispatchSettings dispatch_of(const GenerateConfig& config) {
  DispatchSettings dispatch = config.generator.dispatch;
  dispatch.remedy = "mend the generator, or let bank.gaps be \"leave\"";
  if (config.bank.gaps == Gaps::leave) dispatch.otherwise = AnswerText();
  return dispatch;
}

}  // namespace

OutsideGenerator::OutsideGenerator(const Tasks& tasks, const GenerateConfig& config,
                                   const std::filesystem::path& answers, Range numbers, int rank)
    : tasks_(tasks),
      reader_(config.bank.columns),
      share_(numbers),
      lines_(answers, rank, config.generator.dispatch.outsider),
      window_(config.generator.dispatch.in_flight + kAhead),
      next_(numbers.first) {
  read_kept();
  auto channel = std::make_unique<ProcessChannel>(
      config.generator.process, [this](const nlohmann::json& line) { return reader_.read(line); });
  dispatch_.emplace(std::move(channel), dispatch_of(config),
                    [this](const Inquiry& inquiry, const AnswerText& answer) {
                      if (!answer.empty()) lines_.add(inquiry, nlohmann::ordered_json::parse(answer));
                    });
}

// A line that does not read as an answer, or belongs to nothing that is wanted here, is passed over.
void OutsideGenerator::read_kept() {
  std::unordered_multimap<std::uint64_t, std::uint64_t> wanted;  // hash of a key -> number
  const auto& [first, last] = share_.numbers();
  for (std::uint64_t number = first; number < last; ++number)
    wanted.emplace(hash_of(tasks_.key(tasks_.task(number))), number);
  lines_.each([&](const AnswerKey& key, const nlohmann::json& line) {
    const auto [begin, end] = wanted.equal_range(hash_of(key));
    if (begin == end) return;
    const auto answer = reader_.read(line);
    if (!std::holds_alternative<AnswerText>(answer)) return;
    for (auto at = begin; at != end; ++at) {
      const std::uint64_t number = at->second;
      if (share_.has(number) || tasks_.key(tasks_.task(number)) != key) continue;
      share_.put(number, output_of(std::get<AnswerText>(answer)));
      ++kept_;
    }
  });
}

void OutsideGenerator::work(Clock::time_point until) {
  for (ask(); !asked_.empty(); ask()) {
    const std::optional<AnswerText> answer = dispatch_->next(until);
    if (!answer) return;
    share_.put(asked_.front(), output_of(*answer));
    asked_.pop_front();
    ++heard_;
    if (Clock::now() >= until) return;
  }
}

void OutsideGenerator::ask() {
  for (; asked_.size() < window_ && next_ < share_.numbers().last; ++next_) {
    if (share_.has(next_)) continue;
    dispatch_->add(tasks_.inquiry(next_));
    asked_.push_back(next_);
  }
}

}  // namespace megabandit
