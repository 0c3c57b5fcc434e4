// The judge that draws from a log of comparisons.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "judge/table.hpp"
#include "preference/preference_file.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// Two groups; in "left" c never met b, and d met nobody.
PreferenceLog made_log() {
  PreferenceBuilder builder;
  const auto left = builder.group("left"), right = builder.group("right");
  const auto a = builder.candidate("a"), b = builder.candidate("b");
  const auto c = builder.candidate("c"), d = builder.candidate("d");
  builder.add(left, a, b, Outcome::a, 60);
  builder.add(left, a, b, Outcome::b, 10);
  builder.add(left, b, a, Outcome::tie, 30);
  builder.add(left, c, a, Outcome::a, 1);
  builder.add(right, b, d, Outcome::a, 4);
  return builder.log();
}

class LogJudgeTest : public testing::Test {
 protected:
  std::unique_ptr<Judge> judge(const std::vector<std::string>& groups, std::vector<std::string> names = {},
                               MissingPairs missing = MissingPairs::refuse) {
    JudgeSettings settings;
    settings.kind = "log";
    settings.replay = {directory_.path() / "p.h5", groups, missing};
    CandidateSettings candidates;
    candidates.names = std::move(names);
    SelfComm comm;
    const SerialFileDriver files;
    const Job job{comm, files};
    write_preferences(job, directory_.path() / "p.h5", made_log());
    return make_judge(job, settings, candidates, 5);
  }
  std::string refusal(const std::vector<std::string>& groups, std::vector<std::string> names = {}) {
    try {
      judge(groups, std::move(names));
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  TemporaryDirectory directory_;
};

constexpr Pair kFirst{CandidateId(0), CandidateId(1)};

TEST_F(LogJudgeTest, DrawsWithReplacementInTheSharesOfTheLog) {
  const auto made = judge({"left"}, {"a", "b"});
  EXPECT_DOUBLE_EQ(made->preference(kFirst).value(), 0.75);
  constexpr std::size_t count = 40000;
  std::vector<Question> questions(count, {0, kFirst});
  for (std::size_t i = 0; i < count; ++i) questions[i].ticket = i;
  made->ask(questions);
  PairTotals totals;
  for (const Outcome outcome : made->outcomes(count)) totals.add(outcome);
  const double tolerance = 2.5 / std::sqrt(count);  // five standard deviations
  EXPECT_NEAR(static_cast<double>(totals.a_wins) / count, 0.6, tolerance);
  EXPECT_NEAR(static_cast<double>(totals.ties) / count, 0.3, tolerance);
}

TEST_F(LogJudgeTest, CandidatesAreThoseOfTheGroupOrThoseThatAreNamedInTheirOrder) {
  EXPECT_THAT(judge({"right"})->names(), ElementsAre("b", "d"));
  const auto turned = judge({"left"}, {"b", "a"});
  EXPECT_THAT(turned->names(), ElementsAre("b", "a"));
  EXPECT_DOUBLE_EQ(turned->preference(kFirst).value(), 0.25);
}

TEST_F(LogJudgeTest, RefusesToMixGroupsUnasked) {
  EXPECT_THAT(refusal({}),
              AllOf(HasSubstr("2 groups"), HasSubstr("'left', 'right'"), HasSubstr("judge.groups")));
  EXPECT_THAT(refusal({"lefft"}), AllOf(HasSubstr("p.h5 (judge.path): "), HasSubstr("did you mean `left`"),
                                        HasSubstr("judge.groups")));
}

TEST_F(LogJudgeTest, RefusesPairsThatNeverMetUnlessTheyMayTie) {
  EXPECT_THAT(refusal({"left"}),
              AllOf(HasSubstr("1 of 3 pairs"), HasSubstr("b and c"), HasSubstr("judge.missing")));
  const auto made = judge({"*"}, {}, MissingPairs::tie);
  EXPECT_EQ(made->candidates(), 4u);
  EXPECT_THAT(made->notes(), ElementsAre(HasSubstr("3 of 6 pairs")));
  const std::vector<Question> question{{7, {CandidateId(2), CandidateId(3)}}};
  made->ask(question);
  EXPECT_THAT(made->outcomes(1), ElementsAre(Outcome::tie));
  EXPECT_DOUBLE_EQ(made->preference(question[0].pair).value(), 0.5);
}

TEST_F(LogJudgeTest, TellsThatComparisonsFallApart) {
  const auto made = judge({"*"}, {"a", "c", "b", "d"}, MissingPairs::tie);
  EXPECT_EQ(made->notes().size(), 1u);
  const auto apart = judge({"*"}, {"c", "d"}, MissingPairs::tie);
  EXPECT_THAT(apart->notes(), testing::Contains(HasSubstr("2 sets of candidates")));
}

TEST_F(LogJudgeTest, FingerprintIsOfWhatIsDrawnFrom) {
  EXPECT_EQ(judge({"left"}, {"a", "b"})->fingerprint(), judge({"left"}, {"a", "b"})->fingerprint());
  EXPECT_NE(judge({"left"}, {"a", "b"})->fingerprint(), judge({"left"}, {"b", "a"})->fingerprint());
  EXPECT_NE(judge({"left"}, {"a", "b"})->fingerprint(), judge({"left"}, {"a", "c"})->fingerprint());
}

TEST_F(LogJudgeTest, IsTheSameOnEveryRank) {
  judge({"left"}, {"a", "b"});
  on_threads(3, [&](Communicator& comm) {
    const SerialFileDriver files;
    JudgeSettings settings;
    settings.kind = "log";
    settings.replay = {directory_.path() / "p.h5", {"right"}, MissingPairs::refuse};
    EXPECT_THAT(make_judge({comm, files}, settings, {}, 5)->names(), ElementsAre("b", "d"));
    settings.replay.path = directory_.path() / "nothing.h5";
    EXPECT_THROW(make_judge({comm, files}, settings, {}, 5), Error);
  });
}

}  // namespace
}  // namespace megabandit
