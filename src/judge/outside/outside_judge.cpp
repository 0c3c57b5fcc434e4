#include "judge/outside/outside_judge.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <nlohmann/json.hpp>

#include "base/check.hpp"

namespace megabandit {

OutsideJudge::OutsideJudge(Parts parts) : RosterJudge(std::move(parts.roster)), parts_(std::move(parts)) {
  if (!parts_.settings.answers.empty()) answers_.emplace(parts_.settings.answers, parts_.rank);
  DispatchSettings dispatch = parts_.settings.dispatch;
  dispatch.remedy = "mend the judge, or let judge.undecided be \"tie\"";
  if (parts_.settings.undecided == Undecided::tie) dispatch.otherwise = AnswerText(name_of(Verdict::tie));
  dispatch_.emplace(std::move(parts_.channel), dispatch,
                    [this](const Inquiry& inquiry, const AnswerText& answer) {
                      if (answers_) answers_->keep(inquiry, *verdict_named(answer));
                    });
}

std::uint64_t OutsideJudge::fingerprint() const {
  const std::array of{fingerprint_of(roster()),
                      parts_.material.fingerprint(),
                      parts_.identity,
                      static_cast<std::uint64_t>(parts_.settings.order),
                      static_cast<std::uint64_t>(parts_.settings.repetition),
                      static_cast<std::uint64_t>(parts_.settings.undecided)};
  return XXH3_64bits(of.data(), sizeof of);
}

AnswerKey OutsideJudge::key(const Request& request) const {
  return key_of(parts_.identity, request, parts_.settings.repetition);
}

Inquiry OutsideJudge::inquiry(const Request& request) const {
  return {.key = key(request),
          .what = fmt::format("to compare '{}' and '{}' (comparison {})", *request.first.name,
                              *request.second.name, request.ticket),
          .body = parts_.wording(request),
          .record = nlohmann::ordered_json{{"ticket", request.ticket},
                                           {"first", *request.first.name},
                                           {"second", *request.second.name}}
                        .dump()};
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
      open.under_way[r] = !open.verdicts[r] && must_be_asked(request);
      if (open.under_way[r]) dispatch_->add(inquiry(request));
    }
    open_.push_back(open);
  }
}

// Not what was asked already of a judge that would say the same: by the time that the verdict is due, that of
// the earlier question is kept.
bool OutsideJudge::must_be_asked(const Request& request) {
  return !answers_ || parts_.settings.repetition == Repetition::drawn || asked_.insert(key(request)).second;
}

// What was heard stays in open_ until all of it is there: nothing is lost when the wait is cut short.
bool OutsideJudge::wait(std::size_t count, std::chrono::milliseconds patience) {
  MEGABANDIT_CHECK(cheap, count <= open_.size(), "{} outcomes are wanted of {} questions", count,
                   open_.size());
  const auto until = Dispatch::Clock::now() + patience;
  for (std::size_t q = 0; q < count; ++q)
    if (!complete(open_[q], until)) return false;
  return true;
}

std::vector<Outcome> OutsideJudge::outcomes(std::size_t count) {
  while (!wait(count, std::chrono::hours(1))) continue;
  std::vector<Outcome> outcomes;
  for (; outcomes.size() < count; open_.pop_front()) {
    const Open& open = open_.front();
    outcomes.push_back(
        open.presentation.outcome({*open.verdicts[0], open.verdicts[1].value_or(Verdict::tie)}));
  }
  return outcomes;
}

bool OutsideJudge::complete(Open& open, Dispatch::Clock::time_point until) {
  for (std::size_t r = 0; r < open.presentation.requests; ++r) {
    if (open.verdicts[r]) continue;
    if (!open.under_way[r])
      open.verdicts[r] = known(open.presentation.request(r, parts_.material));
    else if (const auto answer = dispatch_->next(until))
      open.verdicts[r] = verdict_named(*answer);
    if (!open.verdicts[r]) return false;
  }
  return true;
}

}  // namespace megabandit
