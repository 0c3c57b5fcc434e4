// Policies that act in a world whose expected rewards are known: the one with the better reward wins.

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "judge/duel/duel_judge.hpp"
#include "judge/kinds/kinds.hpp"

namespace megabandit {
namespace {

class WorldJudge final : public DuelJudge {
 public:
  explicit WorldJudge(const JudgeOrder& order) : DuelJudge(order), rewards_(order.judge.duel.rewards) {
    agree(order.job.comm, [&] { check(order.judge.duel); });
    add_to_fingerprint(static_cast<std::uint64_t>(rewards_));
  }

 private:
  void check(const DuelSettings& settings) const {
    if (!arena().shape().has_truth)
      throw DataError(
          fmt::format("{}: the log does not carry its truth (/truth), so nobody can say which action is "
                      "better; logs made by `megabandit simulate` do, for others take the judge "
                      "`reward-model`",
                      settings.log.string()));
    if (rewards_ == Rewards::drawn) check_range(settings);
  }

  void check_range(const DuelSettings& settings) const {
    const auto [least, largest] = arena().reward_range();
    if (least < 0 || largest > 1)
      throw DataError(
          fmt::format("{}: rewards are drawn as 0 or 1, but expected rewards reach from {} to {}; set "
                      "judge.rewards to \"expected\"",
                      settings.log.string(), least, largest));
  }

  void settle(std::span<const Meeting> meetings, std::span<Outcome> outcomes) override {
    for (std::size_t i = 0; i < meetings.size(); ++i) {
      const auto& [ticket, context, a, b] = meetings[i];
      const double of_a = reward(ticket, 0, context, a), of_b = reward(ticket, 1, context, b);
      outcomes[i] = of_a > of_b ? Outcome::a : of_a < of_b ? Outcome::b : Outcome::tie;
    }
  }

  double reward(std::uint64_t ticket, std::uint32_t side, std::uint32_t context, ActionId action) const {
    const double expected = arena().expected_reward(context, action);
    if (rewards_ == Rewards::expected) return expected;
    return uniform_of(ticket, side) < expected ? 1 : 0;
  }

  Rewards rewards_;
};

std::unique_ptr<Judge> make(const JudgeOrder& order) { return std::make_unique<WorldJudge>(order); }

}  // namespace

JudgeKind judges::world() {
  return {{"world",
           "learned policies act in contexts of a log that carries its truth; the better reward wins",
           {}},
          make};
}

}  // namespace megabandit
