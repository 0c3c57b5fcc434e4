#include "judge/instant_judge.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace megabandit {

void InstantJudge::ask(std::span<const Question> questions) {
  if (fetched_ > 0) {
    answered_.erase(answered_.begin(), answered_.begin() + static_cast<std::ptrdiff_t>(fetched_));
    fetched_ = 0;
  }
  const std::size_t waiting = answered_.size();
  answered_.resize(waiting + questions.size());
  judge(questions, std::span(answered_).subspan(waiting));
}

std::vector<Outcome> InstantJudge::outcomes(std::size_t count) {
  const std::size_t waiting = answered_.size() - fetched_;
  MEGABANDIT_CHECK(cheap, count <= waiting, "{} outcomes are wanted of {} questions", count, waiting);
  const auto first = answered_.begin() + static_cast<std::ptrdiff_t>(fetched_);
  fetched_ += count;
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace megabandit
