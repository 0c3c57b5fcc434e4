// Judges from a configuration.

#include "judge/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "config/schema.hpp"
#include "written_file.hpp"

namespace megabandit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Config {
  JudgeSettings judge;
  CandidateSettings candidates;
};

Config read(const std::string& toml) {
  Config config;
  Schema schema;
  declare(schema, config.candidates);
  declare(schema, config.judge);
  schema.read({"run.toml", toml}, {});
  return config;
}

std::unique_ptr<Judge> judge_of(const std::string& toml) {
  const Config config = read(toml);
  SelfComm comm;
  const SerialFileDriver files;
  return make_judge({comm, files}, config.judge, config.candidates, 1);
}

std::string refusal_of(const std::string& toml) {
  try {
    judge_of(toml);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

constexpr Pair kFirst{CandidateId(0), CandidateId(1)};

TEST(JudgeTable, EveryKindIsDeclared) {
  for (const JudgeKind& kind : judge_kinds())
    EXPECT_EQ(read("judge.kind = \"" + kind.choice.name + "\"").judge.kind, kind.choice.name);
}

TEST(JudgeTable, MakesAMatrixInlineAndFromAFile) {
  EXPECT_DOUBLE_EQ(judge_of(R"(judge = { kind = "matrix", preferences = [0.5, 0.7, 0.3, 0.5] })")
                       ->preference(kFirst)
                       .value(),
                   0.7);
  const WrittenFile plain("p.csv", ",0.8\n0.2,\n"), named("q.csv", ",red,blue\nred,,0.6\nblue,0.4,0.5\n");
  EXPECT_DOUBLE_EQ(
      judge_of("judge = { kind = 'matrix', path = '" + plain.path() + "' }")->preference(kFirst).value(),
      0.8);
  const auto judge = judge_of("judge = { kind = 'matrix', path = '" + named.path() + "', ties = 0.1 }");
  EXPECT_DOUBLE_EQ(judge->preference(kFirst).value(), 0.6);
  EXPECT_THAT(judge->names(), ElementsAre("red", "blue"));
}

TEST(JudgeTable, MakesScoresInlineFromAFileAndDrawn) {
  EXPECT_EQ(judge_of("judge = { kind = 'scores', scores = [1, 0, 0.5] }")->candidates(), 3u);
  const WrittenFile file("s.csv", "name,score\nred,1\nblue,0\n");
  EXPECT_THAT(judge_of("judge = { kind = 'scores', path = '" + file.path() + "' }")->names(),
              ElementsAre("red", "blue"));
  const auto drawn = judge_of("candidates.count = 100\njudge = { kind = 'scores', deviation = 2 }");
  EXPECT_EQ(drawn->candidates(), 100u);
}

TEST(JudgeTable, LinearScoresAreFeaturesTimesCoefficients) {
  const WrittenFile table("c.csv", "name,x1,x2,note\nred,1,0,a\nblue,0,1,b\n");
  const auto judge = judge_of("candidates = { table = '" + table.path() +
                              "', features = ['x*'] }\n"
                              "judge = { kind = 'linear', coefficients = [2, 1] }");
  EXPECT_DOUBLE_EQ(judge->preference(kFirst).value(), 1 / (1 + std::exp(-1.0)));
  EXPECT_EQ(judge->features().rows(), 2);
  EXPECT_EQ(judge->features()(1, 1), 1);
  EXPECT_THAT(judge->names(), ElementsAre("red", "blue"));
  EXPECT_EQ(judge_of("candidates.count = 9\njudge = { kind = 'linear', dimensions = 3 }")->features().cols(),
            3);
}

TEST(JudgeTable, SaysWhatIsWrong) {
  EXPECT_THAT(refusal_of("judge.kind = 'scores'"), HasSubstr("candidates.count"));
  EXPECT_THAT(refusal_of("judge = { kind = 'matrix', preferences = [0.5, 0.7, 0.3] }"),
              HasSubstr("3 numbers"));
  EXPECT_THAT(refusal_of("candidates.names = ['x', 'y']\njudge = { kind = 'scores', scores = [1, 2, 3] }"),
              HasSubstr("says that there are 2 candidates"));
  EXPECT_THAT(refusal_of("candidates.names = ['x', 'x']\njudge = { kind = 'scores', scores = [1, 2] }"),
              HasSubstr("two candidates are called 'x'"));
  EXPECT_THAT(refusal_of("judge = { kind = 'scores', scores = [1] }"), HasSubstr("nothing to compare"));
  const WrittenFile bad("p.csv", "0.5,0.8\n0.3,0.5\n"), word("w.csv", "0.5,0.8\n0.2,x\n");
  const WrittenFile taken_for_names("n.csv", "0.5,x\n0.2,0.5\n");
  EXPECT_THAT(refusal_of("judge = { kind = 'matrix', path = '" + taken_for_names.path() + "' }"),
              HasSubstr("1 rows of 2 numbers below a line of names ('0.5', 'x')"));
  EXPECT_THAT(refusal_of("judge = { kind = 'matrix', path = '" + bad.path() + "' }"),
              testing::AllOf(HasSubstr("p.csv"), HasSubstr("together they must be 1")));
  EXPECT_THAT(refusal_of("judge = { kind = 'matrix', path = '" + word.path() + "' }"),
              testing::AllOf(HasSubstr("line 2"), HasSubstr("'x' is not a finite number")));
}

TEST(JudgeTable, AllRanksFailTogether) {
  on_threads(3, [](Communicator& comm) {
    const Config config = read("judge = { kind = 'matrix', path = '/nowhere.csv' }");
    const SerialFileDriver files;
    EXPECT_THROW(make_judge({comm, files}, config.judge, config.candidates, 1), AgreedError);
  });
}

}  // namespace
}  // namespace megabandit
