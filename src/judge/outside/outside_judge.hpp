#pragma once
// A judge outside the program: what all kinds of them share.

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "judge/instant_judge.hpp"
#include "judge/outside/answers.hpp"
#include "judge/outside/shown/presentation.hpp"
#include "outside/dispatch.hpp"

namespace megabandit {

/// Asks in the background from ask() on. Answers are kept where settings say so.
class OutsideJudge final : public RosterJudge {
 public:
  struct Parts {
    Roster roster;
    Material material;  ///< of the roster's names
    OutsideSettings settings;
    std::uint64_t identity = 0;  ///< of who answers: a hash of all that its answers may depend on
    std::uint64_t seed = 0;
    int rank = 0;
    std::function<std::string(const Request&)> wording;  ///< what is sent to the channel
    std::unique_ptr<Channel> channel;
  };

  explicit OutsideJudge(Parts parts);

  std::uint64_t fingerprint() const override;
  Mishaps mishaps() const override { return dispatch_->mishaps(); }
  void ask(std::span<const Question> questions) override;
  bool wait(std::size_t count, std::chrono::milliseconds patience) override;
  std::vector<Outcome> outcomes(std::size_t count) override;

 private:
  struct Open {
    Presentation presentation;
    std::array<std::optional<Verdict>, 2> verdicts;
    std::array<bool, 2>
        under_way{};  // verdicts that the dispatch will bring; others are those of equal questions
  };

  AnswerKey key(const Request& request) const;
  std::optional<Verdict> known(const Request& request) const;
  bool must_be_asked(const Request& request);
  Inquiry inquiry(const Request& request) const;
  bool complete(Open& open, Dispatch::Clock::time_point until);

  Parts parts_;
  std::optional<Answers> answers_;
  std::unordered_set<AnswerKey> asked_;  // of a judge whose answers are fixed
  std::deque<Open> open_;                // asked and not yet handed out
  std::optional<Dispatch> dispatch_;     // last: its thread uses the others
};

}  // namespace megabandit
