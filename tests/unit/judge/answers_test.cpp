// Answers that were given once are not asked for again, whatever became of the run that asked.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "base/error.hpp"
#include "judge/outside/answers.hpp"
#include "made_judge.hpp"

namespace megabandit {
namespace {

using testing::Each;

class KeptAnswers : public testing::Test {
 protected:
  KeptAnswers() : made_("says(q, higher(q))") { made_.outside().answers = made_.path("answers"); }

  /// From now on the judge refuses to answer.
  void fall_silent() {
    made_.write("sys.exit(1)");
    made_.outside().process.restarts = 0;
  }

  std::string file(const std::string& name) const {
    std::ifstream stream(made_.path("answers") / name);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  MadeJudge made_;
};

TEST_F(KeptAnswers, AreNotAskedForAgain) {
  const auto first = answers_of(*made_.start(), round_robin(30));
  fall_silent();
  EXPECT_EQ(answers_of(*made_.start(), round_robin(30)), first);
  EXPECT_THROW(answers_of(*made_.start(), round_robin(1, 30)), MissingInput);  // another ticket
  EXPECT_THROW(answers_of(*made_.start(2), round_robin(30)), MissingInput);    // another seed
  made_.outside().repetition = Repetition::fixed;
  EXPECT_THROW(answers_of(*made_.start(), round_robin(30)), MissingInput);  // kept as answers of one ticket
}

TEST_F(KeptAnswers, OfAJudgeThatSaysAlwaysTheSameServeEveryTicket) {
  made_.outside().repetition = Repetition::fixed;
  answers_of(*made_.start(), round_robin(60));
  fall_silent();
  EXPECT_THAT(answers_of(*made_.start(2), round_robin(60, 1000)), Each(Outcome::b));
}

TEST_F(KeptAnswers, OfAJudgeThatSaysAlwaysTheSameAreAskedForOnceEvenWhileTheyAreAwaited) {
  made_.write(
      "say_once = seen.setdefault((q['first']['name'], q['second']['name']), q['id']) == q['id']\n"
      "  says(q, higher(q) if say_once else 'tie')",
      "seen = {}");
  made_.outside().repetition = Repetition::fixed;
  made_.outside().dispatch.in_flight = 60;
  EXPECT_THAT(answers_of(*made_.start(), round_robin(600)), Each(Outcome::b));
}

TEST_F(KeptAnswers, OfAKilledRunSurviveAndItsLastLineDoesNoHarm) {
  made_.outside().dispatch.in_flight = 1;
  answers_of(*made_.start(), round_robin(10));
  const std::string whole = file("answers-0000.jsonl");
  std::filesystem::resize_file(made_.path("answers") / "answers-0000.jsonl", whole.size() - 9);
  EXPECT_THAT(answers_of(*made_.start(), round_robin(11)), Each(Outcome::b));  // asks for two
  fall_silent();
  EXPECT_THAT(answers_of(*made_.start(), round_robin(11)), Each(Outcome::b));
}

TEST_F(KeptAnswers, OfAnyNumberOfRanksAreReadByAnyOther) {
  const std::uint64_t judge = 5;
  const std::string a = "a", b = "b";
  const auto key = [&](std::uint64_t ticket) {
    return key_of(judge, {1, ticket, {&a}, {&b}}, Repetition::drawn);
  };
  for (int rank = 0; rank < 3; ++rank) {
    Answers mine(made_.path("answers"), rank);
    for (const std::uint64_t ticket : {rank, rank + 3})
      mine.keep({.key = key(ticket), .what = "", .body = ""},
                ticket % 2 == 0 ? Verdict::first : Verdict::tie);
  }
  const Answers all(made_.path("answers"), 0);
  EXPECT_EQ(all.size(), 6u);
  for (std::uint64_t ticket = 0; ticket < 6; ++ticket)
    EXPECT_EQ(all.find(key(ticket)), ticket % 2 == 0 ? Verdict::first : Verdict::tie);
  EXPECT_EQ(all.find(key(6)), std::nullopt);
}

TEST_F(KeptAnswers, KeyIsOfAllThatWasAsked) {
  const std::string a = "a", b = "b", ab = "ab", none;
  const auto key = [](const Request& request) { return key_of(1, request, Repetition::drawn); };
  const std::vector<AnswerKey> keys{key({1, 1, {&a}, {&b}}),        key({1, 1, {&b}, {&a}}),
                                    key({1, 2, {&a}, {&b}}),        key({2, 1, {&a}, {&b}}),
                                    key({1, 1, {&ab}, {&none}}),    key({1, 1, {&a, &b}, {&b}}),
                                    key({1, 1, {&a}, {&b, &b}}),    key({1, 1, {&a}, {&b}, &a}),
                                    key({1, 1, {&a}, {&b}, &none}), key_of(2, {1, 1, {&a}, {&b}}, {})};
  EXPECT_EQ(std::set<AnswerKey>(keys.begin(), keys.end()).size(), keys.size());
}

TEST_F(KeptAnswers, CannotBeKeptWhereAFileIs) {
  made_.put("answers", "");
  EXPECT_EQ(failure_of([&] { made_.start(); }).first, Exit::cannot_write);
}

TEST_F(KeptAnswers, AWaitThatIsCutShortLosesNothing) {
  made_.write("n += 1\n  says(q, higher(q)) if n <= 4 else None", "n = 0");
  const auto judge = made_.start();
  judge->ask(round_robin(6));
  EXPECT_TRUE(judge->wait(4, std::chrono::seconds(20)));
  EXPECT_THAT(judge->outcomes(2), Each(Outcome::b));
  EXPECT_FALSE(judge->wait(4, std::chrono::milliseconds(20)));
  EXPECT_FALSE(judge->wait(3, std::chrono::milliseconds(0)));
  EXPECT_TRUE(judge->wait(2, std::chrono::milliseconds(0)));
  EXPECT_THAT(judge->outcomes(2), Each(Outcome::b));
}

}  // namespace
}  // namespace megabandit
