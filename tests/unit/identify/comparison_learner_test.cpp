// A run of comparisons gives the same answer whoever carries it out, and can be interrupted anywhere.

#include "identify/contest/comparison_learner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <optional>

#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "identify/result/conclusion.hpp"
#include "judge/simulated.hpp"
#include "run/loop.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kSeed = 7;

const std::vector<double> kLadder{0, -0.5, -1, -1.5, -2};

CompareSettings settings() {
  CompareSettings settings;
  settings.delta = 0.1;
  settings.budget = 20'000;
  return settings;
}

/// A judge that has its answers only when they are waited for the n-th time.
class SlowJudge final : public Judge {
 public:
  SlowJudge(std::unique_ptr<Judge> judge, int waits) : judge_(std::move(judge)), waits_(waits) {}
  std::uint64_t candidates() const override { return judge_->candidates(); }
  const std::vector<std::string>& names() const override { return judge_->names(); }
  std::uint64_t fingerprint() const override { return judge_->fingerprint(); }
  void ask(std::span<const Question> questions) override {
    asked += questions.size();
    judge_->ask(questions);
  }
  bool wait(std::size_t, std::chrono::milliseconds) override { return ++waited_ % waits_ == 0; }
  std::vector<Outcome> outcomes(std::size_t count) override { return judge_->outcomes(count); }

  std::uint64_t asked = 0;

 private:
  std::unique_ptr<Judge> judge_;
  int waits_, waited_ = 0;
};

struct Played {
  SavedState state;
  std::string finished;
  Conclusion conclusion;
};

/// Plays `judge` on `comm`; asked to stop after `waves`, if not 0. Goes on from `from`.
Played play(Communicator& comm, Judge& judge, const CompareSettings& settings, std::uint64_t waves = 0,
            const SavedState* from = nullptr) {
  ComparisonLearner learner(make_procedure(judge.candidates(), {}, settings), settings, kSeed, judge,
                            [](const ComparisonLearner&) {});
  if (from != nullptr) learner.load(*from);
  Ending end = learner.begin();
  LoopState state;
  LoopHooks hooks{.before_step = {}, .stop_requested = {}, .checkpoint = {}, .plan = {}};
  if (waves > 0) hooks.stop_requested = [&] { return state.step + 1 >= waves; };
  if (end.reason.empty())
    end.reason = run_loop(comm, learner, Reduction::reproducible, state, hooks).finished;
  return {learner.save(), end.reason, conclude(learner, end)};
}

Played play_ladder(Communicator& comm, const CompareSettings& settings, std::uint64_t waves = 0,
                   const SavedState* from = nullptr) {
  const auto judge = make_scores_judge({kLadder}, kSeed);
  return play(comm, *judge, settings, waves, from);
}

void expect_same(const SavedState& one, const SavedState& other) {
  EXPECT_EQ(one.numbers, other.numbers);
  ASSERT_EQ(one.arrays.size(), other.arrays.size());
  for (const auto& [name, array] : one.arrays) EXPECT_EQ(array, other.arrays.at(name)) << name;
}

TEST(ComparisonLearner, finds_the_best_and_says_how_sure_it_is) {
  SelfComm comm;
  const Played played = play_ladder(comm, settings());
  EXPECT_EQ(played.conclusion.status, "converged");
  EXPECT_EQ(played.conclusion.standing.leader, CandidateId(0));
  EXPECT_GE(played.conclusion.confidence, 0.9);
  EXPECT_EQ(played.conclusion.ranking.front().id, CandidateId(0));
  for (std::size_t place = 1; place < kLadder.size(); ++place)
    EXPECT_TRUE(played.conclusion.ranking[place].refuted);
}

TEST(ComparisonLearner, any_number_of_ranks_gives_the_same_bits) {
  for (const std::uint64_t ahead : {0U, 2U}) {
    CompareSettings some = settings();
    some.ahead = ahead;
    SelfComm alone;
    const Played reference = play_ladder(alone, some);
    for (const int ranks : {2, 3, 4, 7}) {
      std::mutex guard;
      on_threads(ranks, [&](Communicator& comm) {
        const Played played = play_ladder(comm, some);
        const std::lock_guard lock(guard);
        expect_same(played.state, reference.state);
        EXPECT_EQ(played.finished, reference.finished);
      });
    }
  }
}

TEST(ComparisonLearner, goes_on_where_it_was_stopped) {
  for (const std::uint64_t ahead : {0U, 3U}) {
    CompareSettings some = settings();
    some.ahead = ahead;
    SelfComm comm;
    const Played whole = play_ladder(comm, some);
    const Played first = play_ladder(comm, some, 5);
    EXPECT_EQ(first.conclusion.status, "stopped");
    on_threads(3, [&](Communicator& ranks) {
      const Played second = play_ladder(ranks, some, 0, &first.state);
      if (ranks.rank() == 0) expect_same(second.state, whole.state);
    });
  }
}

TEST(ComparisonLearner, a_smaller_delta_goes_on_from_a_run_that_had_ended) {
  SelfComm comm;
  CompareSettings stricter = settings();
  stricter.delta = 1e-6;
  const Played loose = play_ladder(comm, settings());
  const Played strict = play_ladder(comm, stricter, 0, &loose.state);
  EXPECT_EQ(strict.conclusion.status, "converged");
  EXPECT_GT(strict.conclusion.comparisons, loose.conclusion.comparisons);
  expect_same(strict.state, play_ladder(comm, stricter).state);
}

TEST(ComparisonLearner, a_judge_that_always_ties_ends_with_the_budget_and_more_budget_goes_on) {
  SelfComm comm;
  CompareSettings some = settings();
  some.budget = 100;
  const BradleyTerryScores ties{.score = kLadder, .ties = 0.999999999};
  const auto judge = make_scores_judge(ties, kSeed);
  const Played played = play(comm, *judge, some);
  EXPECT_EQ(played.conclusion.status, "budget");
  EXPECT_THAT(played.finished, HasSubstr("budget of 100 comparisons"));
  EXPECT_EQ(played.conclusion.comparisons, 100U);
  EXPECT_EQ(played.conclusion.ties, 100U);
  EXPECT_EQ(played.conclusion.confidence, 0);
  some.budget = 150;
  const auto again = make_scores_judge(ties, kSeed);
  EXPECT_EQ(play(comm, *again, some, 0, &played.state).conclusion.comparisons, 150U);
}

TEST(ComparisonLearner, waits_for_a_slow_judge_without_asking_twice) {
  SelfComm comm;
  SlowJudge judge(make_scores_judge({kLadder}, kSeed), 3);
  const Played played = play(comm, judge, settings());
  expect_same(played.state, play_ladder(comm, settings()).state);
  EXPECT_EQ(judge.asked, played.conclusion.comparisons);
}

TEST(ComparisonLearner, waves_chosen_ahead_are_asked_at_once) {
  SelfComm comm;
  CompareSettings some = settings();
  some.ahead = 2;
  some.wave = 10;
  SlowJudge judge(make_scores_judge({kLadder}, kSeed), 1);
  const Played played = play(comm, judge, some, 1);
  EXPECT_EQ(played.conclusion.comparisons, 10U);
  EXPECT_EQ(judge.asked, 30U);
}

}  // namespace
}  // namespace megabandit
