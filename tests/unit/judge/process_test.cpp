// A judge that is a program: what it is shown, how its answers are read, and everything that can go wrong.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "made_judge.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Pair;

const std::vector<Outcome> kAllB(12, Outcome::b);  // of four, each beats those before it

TEST(Process, AnswersInAnyOrderButOutcomesInThatOfTheQuestions) {
  MadeJudge made(
      "asked.append(q)\n  if len(asked) == 4:\n    for q in reversed(asked): says(q, higher(q))\n    asked = "
      "[]",
      "asked = []");
  made.outside().dispatch.in_flight = 4;
  auto judge = made.start();
  std::vector<Question> questions{{0, pair(0, 1)}, {1, pair(0, 2)}, {2, pair(1, 2)}, {3, pair(0, 3)}};
  EXPECT_EQ(answers_of(*judge, questions), std::vector<Outcome>(4, Outcome::b));
  made.write("says(q, 'tie' if q['ticket'] % 3 == 0 else higher(q))");
  judge = made.start();
  judge->ask(round_robin(12));
  EXPECT_THAT(judge->outcomes(1), Each(Outcome::tie));
  EXPECT_THAT(judge->outcomes(2), Each(Outcome::b));
  EXPECT_THAT(judge->outcomes(1), Each(Outcome::tie));
}

TEST(Process, WorksOnWhatIsAskedBeforeAnybodyWaits) {
  MadeJudge made("pass");
  made.write("open('" + made.path("asked").string() + "', 'w')\n  says(q, higher(q))");
  const auto judge = made.start();
  judge->ask(round_robin(6));
  EXPECT_TRUE(comes_true([&] { return std::filesystem::exists(made.path("asked")); }));
  EXPECT_THAT(judge->outcomes(6), Each(Outcome::b));
}

TEST(Process, OrderOfPresentationCancelsAPreferenceForTheFirst) {
  MadeJudge made("says(q, 'first')");
  constexpr std::uint64_t count = 2000;
  std::uint64_t a_wins = 0;
  for (const Outcome outcome : answers_of(*made.start(), round_robin(count))) a_wins += outcome == Outcome::a;
  EXPECT_NEAR(static_cast<double>(a_wins), count / 2.0, 5 * std::sqrt(count) / 2);  // five deviations
  made.outside().order = PresentationOrder::both;
  EXPECT_THAT(answers_of(*made.start(), round_robin(50)), Each(Outcome::tie));
  made.outside().order = PresentationOrder::as_given;
  EXPECT_THAT(answers_of(*made.start(), round_robin(50)), Each(Outcome::a));
}

TEST(Process, BothOrdersMustNameTheWinner) {
  MadeJudge made("says(q, 'tie' if q['first']['name'] == '4' else higher(q))");
  made.outside().order = PresentationOrder::both;
  EXPECT_THAT(answers_of(*made.start(), {{0, pair(0, 1)}, {1, pair(1, 3)}, {2, pair(1, 2)}}),
              testing::ElementsAre(Outcome::b, Outcome::tie, Outcome::b));
}

TEST(Process, AnOutcomeIsAFunctionOfItsTicket) {
  MadeJudge made("says(q, 'first' if (q['seed'] + q['ticket'] * 7) % 5 < 3 else 'second')");
  const auto whole = answers_of(*made.start(), round_robin(60));
  auto parts = answers_of(*made.start(), round_robin(30));
  for (const Outcome outcome : answers_of(*made.start(), round_robin(30, 30))) parts.push_back(outcome);
  EXPECT_EQ(whole, parts);
  EXPECT_NE(answers_of(*made.start(2), round_robin(60)), whole);
}

TEST(Process, EachComparisonHasAPromptOfItsOwnDrawnWithReplacement) {
  MadeJudge made("says(q, 'tie' if q['prompt'] == 'why?' else higher(q))");
  made.put("prompts.txt", "who?\nwhy?\n\nwhen?\nwhere?\n");
  made.candidates().material.prompts = made.path("prompts.txt");
  constexpr std::uint64_t count = 2000;
  std::uint64_t ties = 0;
  for (const Outcome outcome : answers_of(*made.start(), round_robin(count))) ties += outcome == Outcome::tie;
  EXPECT_NEAR(static_cast<double>(ties), count / 4.0, 5 * std::sqrt(count * 3 / 16.0));  // five deviations
}

TEST(Process, IsShownTextsAndWhatCandidatesMadeOfThePrompt) {
  MadeJudge made(
      "say(json.dumps({'id': q['id'], 'winner': 'first' if len(q['first']['output']) > "
      "len(q['second']['output']) and q['prompt'] == 'Sum 1 2' and q['first']['text'] else 'second'}))");
  made.candidates().names.clear();
  made.put("texts", R"({"candidate": "terse", "text": "Be short."}
{"candidate": "long", "text": "Be long."}
)");
  made.put("prompts", R"({"id": "s", "prompt": "Sum 1 2"})");
  made.put("outputs", R"({"candidate": "long", "prompt": "s", "output": "It is 3."}
{"candidate": "terse", "prompt": "s", "output": "3"})");
  made.candidates().material = {made.path("texts"), made.path("prompts"), made.path("outputs")};
  const auto judge = made.start();
  EXPECT_THAT(judge->names(), testing::ElementsAre("terse", "long"));
  EXPECT_THAT(answers_of(*judge, std::vector<Question>{{0, pair(0, 1)}, {1, pair(0, 1)}, {2, pair(0, 1)}}),
              Each(Outcome::b));
}

TEST(Process, TextsLongerThanAPipeHolds) {
  MadeJudge made("says(q, 'first' if len(q['first']['text']) > len(q['second']['text']) else 'second')");
  made.candidates().names = {"1", "2"};
  made.put("texts", "{\"candidate\": \"1\", \"text\": \"" + std::string(300'000, 'x') +
                        "\"}\n{\"candidate\": \"2\", \"text\": \"" + std::string(400'000, 'y') + "\"}\n");
  made.candidates().material.texts = made.path("texts");
  std::vector<Question> questions;
  for (std::uint64_t t = 0; t < 20; ++t) questions.push_back({t, pair(0, 1)});
  EXPECT_THAT(answers_of(*made.start(), questions), Each(Outcome::b));
}

TEST(Process, IsStartedAgainWhenItEnds) {
  MadeJudge made("says(q, higher(q))\n  n += 1\n  if n == 5: sys.exit(1)", "n = 0");
  EXPECT_EQ(answers_of(*made.start(), round_robin(12)), kAllB);
}

TEST(Process, IsStartedAgainWhenItHangs) {
  MadeJudge made("pass");
  made.write("if not os.path.exists(seen): open(seen, 'w'); time.sleep(60)\n  says(q, higher(q))",
             "seen = '" + made.path("seen").string() + "'");
  made.outside().dispatch.timeout = Seconds{2};  // a start included, on a busy machine
  made.outside().dispatch.retries = 10;
  EXPECT_EQ(answers_of(*made.start(), round_robin(12)), kAllB);
}

TEST(Process, ThatAlwaysEndsIsGivenUp) {
  MadeJudge made("sys.exit(3)");
  made.outside().process.restarts = 2;
  const auto judge = made.start();
  EXPECT_THAT(failure_of([&] { answers_of(*judge, round_robin(12)); }),
              Pair(Exit::missing_input, AllOf(HasSubstr("exit code 3"), HasSubstr("3 times in a row"))));
  EXPECT_THROW(judge->outcomes(1), MissingInput);  // and stays so
}

TEST(Process, ThatAlwaysHangsIsGivenUp) {
  MadeJudge made("pass  # reads on and says nothing");
  made.outside().dispatch.timeout = Seconds{0.05};
  made.outside().dispatch.retries = 1;
  made.outside().dispatch.in_flight = 1;
  EXPECT_THAT(failure_of([&] { answers_of(*made.start(), round_robin(3)); }),
              Pair(Exit::missing_input, AllOf(HasSubstr("asked 2 times"), HasSubstr("within 0.05 s"))));
}

TEST(Process, ThatStopsReadingIsGivenUp) {
  MadeJudge made("pass", "os.close(0); time.sleep(0.6)");
  made.outside().dispatch.timeout = Seconds{0.1};
  made.outside().dispatch.retries = 1;
  EXPECT_THROW(answers_of(*made.start(), round_robin(3)), MissingInput);
}

TEST(Process, ThatDoesNotExistIsNamed) {
  MadeJudge made("pass");
  made.outside().process.command = "/no/such/judge";
  EXPECT_THAT(failure_of([&] { answers_of(*made.start(), round_robin(3)); }),
              Pair(Exit::missing_input, HasSubstr("`/no/such/judge` cannot be run")));
  made.outside().process.command = "";
  EXPECT_THAT(failure_of([&] { made.start(); }), Pair(Exit::bad_config, HasSubstr("needs judge.command")));
}

TEST(Process, LinesThatAreNoAnswersAreShown) {
  MadeJudge made("say('Loading the model ...')");
  const auto failure = [&] { return failure_of([&] { answers_of(*made.start(), round_robin(3)); }); };
  EXPECT_THAT(failure(), Pair(Exit::bad_data, HasSubstr("'Loading the model ...'")));
  made.write("say(json.dumps({'id': 99, 'winner': 'tie'}))");
  EXPECT_THAT(failure(), Pair(Exit::bad_data, HasSubstr("not asked: id 99")));
  made.write("say(json.dumps({'id': -1, 'winner': 'tie'}))");
  EXPECT_THAT(failure(), Pair(Exit::bad_data, HasSubstr("no answer")));
  made.write("sys.stdout.write('x' * 2000000); sys.stdout.flush()");
  EXPECT_THAT(failure(), Pair(Exit::bad_data, HasSubstr("more than 1048576 bytes")));
}

TEST(Process, AnswersWithoutAWinnerAreAskedForAgain) {
  MadeJudge made("says(q, 'me' if q['id'] < 3 else higher(q))");
  EXPECT_EQ(answers_of(*made.start(), round_robin(12)), kAllB);
  made.write("says(q, 'me')");
  const auto failure = [&] { return failure_of([&] { answers_of(*made.start(), round_robin(3)); }); };
  EXPECT_THAT(failure(),
              Pair(Exit::bad_data, AllOf(HasSubstr("the winner is \"me\""), HasSubstr("4 times"))));
  made.write("say(json.dumps({'id': q['id'], 'error': 'too long'}))");
  EXPECT_THAT(failure(), Pair(Exit::bad_data, HasSubstr("the judge says: too long")));
  made.outside().undecided = Undecided::tie;
  EXPECT_THAT(answers_of(*made.start(), round_robin(6)), Each(Outcome::tie));
}

TEST(Process, MayRepeatItselfButNotContradictItself) {
  MadeJudge made("says(q, higher(q)); says(q, higher(q))");
  EXPECT_EQ(answers_of(*made.start(), round_robin(12)), kAllB);
  made.write("says(q, 'first'); says(q, 'second')");
  EXPECT_THAT(failure_of([&] {
                const auto judge = made.start();
                answers_of(*judge, round_robin(12));
                answers_of(*judge, round_robin(12, 12));
              }),
              Pair(Exit::bad_data, HasSubstr("contradicts itself")));
}

TEST(Process, FingerprintIsOfAllThatOutcomesDependOn) {
  MadeJudge made("pass");
  const std::uint64_t first = made.start()->fingerprint();
  EXPECT_EQ(made.start()->fingerprint(), first);
  made.outside().dispatch.timeout = Seconds{7};
  EXPECT_EQ(made.start()->fingerprint(), first);
  made.outside().order = PresentationOrder::both;
  EXPECT_NE(made.start()->fingerprint(), first);
  made.outside().order = PresentationOrder::random;
  made.outside().process.command += " --strict";
  EXPECT_NE(made.start()->fingerprint(), first);
}

}  // namespace
}  // namespace megabandit
