#include "identify/screening/screening_learner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <mutex>
#include <set>

#include "base/error.hpp"
#include "unit/identify/screened.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;

CompareSettings settings_of(double delta, std::uint64_t budget = 100'000'000) {
  CompareSettings settings;
  settings.delta = delta;
  settings.budget = budget;
  return settings;
}

/// Simulated scores, by a judge that notes every ticket it is asked.
class NotingJudge final : public Judge {
 public:
  struct Notes {
    std::mutex mutex;
    std::multiset<std::uint64_t> tickets;
  };
  NotingJudge(std::unique_ptr<Judge> judge, Notes& notes) : judge_(std::move(judge)), notes_(notes) {}
  std::uint64_t candidates() const override { return judge_->candidates(); }
  const std::vector<std::string>& names() const override { return judge_->names(); }
  std::uint64_t fingerprint() const override { return judge_->fingerprint(); }
  void ask(std::span<const Question> questions) override {
    const std::lock_guard lock(notes_.mutex);
    for (const Question& one : questions) notes_.tickets.insert(one.ticket);
    judge_->ask(questions);
  }
  std::vector<Outcome> outcomes(std::size_t count) override { return judge_->outcomes(count); }

 private:
  std::unique_ptr<Judge> judge_;
  Notes& notes_;
};

TEST(ScreeningLearner, FindsTheBestOfThousands) {
  const std::vector<double> scores = normal_scores(3000, 1, 7);
  const Screened run = screened(1, judge_of(scores, 1), settings_of(0.05));
  EXPECT_EQ(run.standing.status, Status::converged) << run.finished;
  EXPECT_EQ(run.standing.leader, best_of(scores));
  EXPECT_LT(run.comparisons, 60 * scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i)
    EXPECT_EQ(nats(run.evidence[i]) < -std::log(0.05), i == best_of(scores).value) << i;
}

TEST(ScreeningLearner, IsTheSameOnAnyNumberOfRanks) {
  const MakeJudge judge = judge_of(normal_scores(5000, 1, 3), 2, 0.2);
  const Screened one = screened(1, judge, settings_of(0.05));
  EXPECT_GT(one.ties, 0U);
  for (const int ranks : {2, 3, 4, 7}) expect_same(screened(ranks, judge, settings_of(0.05)), one);
}

// More candidates than are shared out: owners play their own first.
TEST(ScreeningLearner, IsTheSameOnAnyNumberOfRanksWhereOwnersPlay) {
  const MakeJudge judge = judge_of(normal_scores(70'000, 1, 3), 2);
  const Screened one = screened(1, judge, settings_of(0.05));
  EXPECT_EQ(one.standing.status, Status::converged);
  for (const int ranks : {2, 3}) expect_same(screened(ranks, judge, settings_of(0.05)), one);
}

TEST(ScreeningLearner, GoesOnBitForBitOnAnotherNumberOfRanks) {
  const CompareSettings settings = settings_of(0.05);
  for (const std::uint64_t candidates : {4000U, 70'000U}) {
    const MakeJudge judge = judge_of(normal_scores(candidates, 1, 3), 2, 0.1);
    const Screened whole = screened(1, judge, settings);
    expect_same(screened({{2, settings, 3}, {3, settings, 4}, {1, settings, 9}, {4, settings}}, judge),
                whole);
  }
}

TEST(ScreeningLearner, EndsWithTheBudgetWhereAllAreAlikeAndGoesOnWithMore) {
  const MakeJudge judge = judge_of(std::vector<double>(200, 0.0), 1);
  const Screened once = screened(2, judge, settings_of(0.05, 20'000));
  EXPECT_EQ(once.standing.status, Status::open);
  EXPECT_THAT(once.finished, HasSubstr("budget of 20000"));
  EXPECT_LE(once.comparisons, 20'000U);
  const Screened at_once = screened(2, judge, settings_of(0.05, 40'000));
  expect_same(screened({{2, settings_of(0.05, 20'000)}, {3, settings_of(0.05, 40'000)}}, judge), at_once);
  EXPECT_GT(at_once.comparisons, once.comparisons);
}

TEST(ScreeningLearner, EndsWithTheBudgetWhereAllComparisonsAreTies) {
  const Screened run =
      screened(3, judge_of(std::vector<double>(100, 0.0), 1, 0.999999), settings_of(0.05, 50'000));
  EXPECT_EQ(run.standing.status, Status::open);
  EXPECT_THAT(run.finished, HasSubstr("budget"));
  EXPECT_EQ(run.ties, run.comparisons);
}

TEST(ScreeningLearner, AFewTooManyAreFinalistsAtOnce) {
  const std::vector<double> scores = normal_scores(40, 1, 5);
  const Screened one = screened(1, judge_of(scores, 6), settings_of(0.05));
  EXPECT_EQ(one.standing.status, Status::converged);
  EXPECT_EQ(one.standing.leader, best_of(scores));
  expect_same(screened(3, judge_of(scores, 6), settings_of(0.05)), one);
}

TEST(ScreeningLearner, TheBudgetEndsFinalsTooAndMoreGoesOn) {
  const std::vector<double> scores{0, 0.05, -3, -3, -3, -3};
  const MakeJudge judge = judge_of(scores, 1);
  const Screened once = screened(2, judge, settings_of(0.05, 1500));
  EXPECT_EQ(once.standing.status, Status::open);
  EXPECT_THAT(once.finished, HasSubstr("the budget of 1500"));
  EXPECT_EQ(once.comparisons, 1500U);
  const Screened more = screened({{2, settings_of(0.05, 1500)}, {1, settings_of(0.05)}}, judge);
  EXPECT_EQ(more.standing.status, Status::converged);
  EXPECT_EQ(more.standing.leader, best_of(scores));
}

TEST(ScreeningLearner, SaysSoWhereNotEvenTheFirstWaveFitsTheBudget) {
  const Screened run = screened(1, judge_of(normal_scores(1000, 1, 1), 1), settings_of(0.05, 10));
  EXPECT_EQ(run.comparisons, 0U);
  EXPECT_THAT(run.finished, HasSubstr("would exceed the budget of 10"));
}

// Who a larger delta refuted may be the best at a smaller one: evidence is kept, and those below the new
// threshold play again.
TEST(ScreeningLearner, ASmallerDeltaGoesOnWithWhoIsOpenThen) {
  const std::vector<double> scores = normal_scores(3000, 1, 11);
  const MakeJudge judge = judge_of(scores, 4);
  const Screened loose = screened(2, judge, settings_of(0.2));
  const Screened strict = screened({{2, settings_of(0.2)}, {3, settings_of(1e-4)}}, judge);
  EXPECT_GT(loose.waves, 20U);
  EXPECT_EQ(strict.standing.status, Status::converged);
  EXPECT_EQ(strict.standing.leader, best_of(scores));
  EXPECT_GT(strict.comparisons, loose.comparisons);
  for (std::size_t i = 0; i < scores.size(); ++i)
    EXPECT_EQ(nats(strict.evidence[i]) < -std::log(1e-4), i == best_of(scores).value);
}

// Of the knockout, of hubs and of one or two finals, the second after a smaller delta.
TEST(ScreeningLearner, NoTwoComparisonsHaveOneTicket) {
  const std::vector<double> scores = normal_scores(3000, 1, 11);
  NotingJudge::Notes notes;
  const MakeJudge judge = [&] { return std::make_unique<NotingJudge>(judge_of(scores, 4)(), notes); };
  const Screened run = screened({{2, settings_of(0.2)}, {3, settings_of(1e-4)}}, judge);
  EXPECT_EQ(run.standing.status, Status::converged);
  EXPECT_GE(notes.tickets.size(), run.comparisons);
  const std::set<std::uint64_t> different(notes.tickets.begin(), notes.tickets.end());
  EXPECT_EQ(different.size(), notes.tickets.size());
}

// With a cycle 0 > 1 > 2 > 0 the last one that is open has nobody to be refuted by.
TEST(ScreeningLearner, RefusesQuestionsThatItCannotAnswer) {
  const auto refusal = [](const CompareSettings& settings) -> std::string {
    try {
      screened(1, judge_of({0, 1, 2}, 1), settings);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "none";
  };
  CompareSettings settings;
  settings.alternatives = Alternatives::no_winner;
  EXPECT_THAT(refusal(settings), HasSubstr("compare.screen_above"));
  settings = {};
  settings.target = Target::borda;
  EXPECT_THAT(refusal(settings), HasSubstr("compare.screen_above"));
}

// The promise at delta = 0.2, by 100 runs.
TEST(ScreeningLearner, IsWrongAtMostDeltaOfTheTime) {
  int wrong = 0;
  constexpr int kRuns = 100;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    const std::vector<double> scores = normal_scores(80, 1, seed);
    CompareSettings settings = settings_of(0.2, 20'000);
    settings.wave = 200;
    const Screened run = screened(1, judge_of(scores, seed), settings, seed);
    wrong += run.standing.status == Status::converged && run.standing.leader != best_of(scores) ? 1 : 0;
  }
  EXPECT_LE(wrong, kRuns * (0.2 + 3 * std::sqrt(0.2 * 0.8 / kRuns)));
}

}  // namespace
}  // namespace megabandit
