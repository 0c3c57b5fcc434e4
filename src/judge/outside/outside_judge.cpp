#include "judge/outside/outside_judge.hpp"

#include <xxhash.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 200ms;  // how often it is asked whether to stop

}  // namespace

OutsideJudge::OutsideJudge(Parts parts) : RosterJudge(std::move(parts.roster)), parts_(std::move(parts)) {
  if (!parts_.settings.answers.empty()) answers_.emplace(parts_.settings.answers, parts_.rank);
  dispatch_.emplace(std::move(parts_.channel), parts_.settings.dispatch,
                    [this](const Request& request, Verdict verdict) {
                      if (answers_) answers_->keep(key(request), request, verdict);
                    });
}

std::uint64_t OutsideJudge::fingerprint() const {
  const std::array of{fingerprint_of(roster()),
                      parts_.material.fingerprint(),
                      parts_.identity,
                      static_cast<std::uint64_t>(parts_.settings.order),
                      static_cast<std::uint64_t>(parts_.settings.repetition),
                      static_cast<std::uint64_t>(parts_.settings.dispatch.undecided)};
  return XXH3_64bits(of.data(), sizeof of);
}

AnswerKey OutsideJudge::key(const Request& request) const {
  return key_of(parts_.identity, request, parts_.settings.repetition);
}

std::optional<Verdict> OutsideJudge::known(const Request& request) const {
  return answers_ ? answers_->find(key(request)) : std::nullopt;
}

void OutsideJudge::ask(std::span<const Question> questions) {
  for (const Question& question : questions) {
    Open open{present(question, parts_.seed, parts_.settings.order, parts_.material.prompts()), {}};
    for (std::size_t r = 0; r < open.presentation.requests; ++r) {
      const Request request = open.presentation.request(r, parts_.material);
      open.verdicts[r] = known(request);
      if (!open.verdicts[r]) dispatch_->add(request);
    }
    open_.push_back(open);
  }
}

// What was heard stays in open_ until all of it is there: nothing is lost when the wait is cut short.
std::vector<Outcome> OutsideJudge::outcomes(std::size_t count) {
  for (std::size_t q = 0; q < count; ++q) complete(open_[q]);
  std::vector<Outcome> outcomes;
  for (; outcomes.size() < count; open_.pop_front()) {
    const Open& open = open_.front();
    outcomes.push_back(
        open.presentation.outcome({*open.verdicts[0], open.verdicts[1].value_or(Verdict::tie)}));
  }
  return outcomes;
}

void OutsideJudge::complete(Open& open) {
  for (std::size_t r = 0; r < open.presentation.requests; ++r)
    if (!open.verdicts[r]) open.verdicts[r] = next_verdict();
}

Verdict OutsideJudge::next_verdict() {
  using Clock = Dispatch::Clock;
  std::optional<Clock::time_point> stop_at;
  for (;;) {
    if (const auto verdict = dispatch_->next(Clock::now() + kLook)) return *verdict;
    if (!stop_at && parts_.stop_requested && parts_.stop_requested())
      stop_at = Clock::now() + std::chrono::duration_cast<Clock::duration>(parts_.stop_grace);
    if (stop_at && Clock::now() > *stop_at)
      throw Stopped(
          "stopped while the judge was waited for; what it has answered is kept where judge.answers says");
  }
}

}  // namespace megabandit
