// Preference logs as files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "preference/preference_file.hpp"
#include "storage/write_file.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::HasSubstr;

PreferenceLog made_log() {
  PreferenceBuilder builder;
  const auto one = builder.group("Sunday"), two = builder.group("Monday, \xC3\xA9t\xC3\xA9");
  const auto a = builder.candidate("a"), b = builder.candidate("b"), c = builder.candidate("c");
  builder.add(one, b, a, Outcome::a, 3);
  builder.add(one, b, c, Outcome::tie);
  builder.add(two, c, a, Outcome::b, 5000000000);
  PreferenceLog log = builder.log();
  log.created_by = "a test";
  log.features = RowMatrix<float>(3, 2);
  log.features << 1, 2, 3, 4, 5, 6;
  return log;
}

void expect_same(const PreferenceLog& got, const PreferenceLog& expected) {
  EXPECT_EQ(got.candidates, expected.candidates);
  EXPECT_EQ(got.groups, expected.groups);
  EXPECT_EQ(got.pairs, expected.pairs);
  EXPECT_EQ(got.features, expected.features);
  EXPECT_EQ(got.created_by, expected.created_by);
}

TEST(PreferenceFile, GivesBackWhatRankZeroHad) {
  for (const int ranks : {1, 3}) {
    const TemporaryDirectory directory;
    on_threads(ranks, [&](Communicator& comm) {
      const SerialFileDriver files;
      const Job job{comm, files};
      write_preferences(job, directory.path() / "p.h5", comm.rank() == 0 ? made_log() : PreferenceLog{});
      expect_same(read_preferences(job, directory.path() / "p.h5"), made_log());
      EXPECT_TRUE(is_preference_log(job, directory.path() / "p.h5"));
    });
  }
}

/// What is said of a file that is like a good one but for a change.
std::string refusal_of(const std::function<void(PreferenceLog&)>& change) {
  const TemporaryDirectory directory;
  SelfComm comm;
  const SerialFileDriver files;
  const Job job{comm, files};
  PreferenceLog log = made_log();
  change(log);
  try {
    write_preferences(job, directory.path() / "p.h5", log);
    static_cast<void>(read_preferences(job, directory.path() / "p.h5"));
  } catch (const AgreedError& error) {
    return error.what();
  }
  return "";
}

TEST(PreferenceFile, NamesDatasetRowAndValueOfAFault) {
  EXPECT_THAT(refusal_of([](PreferenceLog& log) { log.pairs[1].pair.b = CandidateId(7); }),
              AllOf(HasSubstr("p.h5: /pairs/a: row 1"), HasSubstr("b is 7")));
  EXPECT_THAT(refusal_of([](PreferenceLog& log) { log.pairs[0].group = 9; }),
              AllOf(HasSubstr("/pairs/group: row 0"), HasSubstr("9 is no group")));
  EXPECT_THAT(refusal_of([](PreferenceLog& log) { log.pairs[2].totals = {}; }), HasSubstr("row 2"));
  EXPECT_THAT(refusal_of([](PreferenceLog& log) { log.pairs[1] = log.pairs[0]; }), HasSubstr("each once"));
  EXPECT_THAT(refusal_of([](PreferenceLog& log) { log.candidates[1] = "a"; }),
              HasSubstr("'a' is there twice"));
  EXPECT_THAT(refusal_of([](PreferenceLog& log) { log.features(1, 1) = std::nanf(""); }), HasSubstr("row 1"));
  EXPECT_THAT(refusal_of([](PreferenceLog& log) { log.candidates[1] = "\xFF"; }),
              HasSubstr("candidate 1 is not UTF-8"));
  EXPECT_THAT(refusal_of([](PreferenceLog& log) { log.pairs.clear(); }), HasSubstr("no comparisons"));
  EXPECT_EQ(refusal_of([](PreferenceLog&) {}), "");
}

TEST(PreferenceFile, OfAnotherKindIsRefused) {
  const TemporaryDirectory directory;
  SelfComm comm;
  const SerialFileDriver files;
  const Job job{comm, files};
  FilePlan plan;
  plan.attributes = {{"format", std::string("megabandit-log")}};
  write_file(job, directory.path() / "log.h5", plan, [](RowWriter&) {});
  EXPECT_FALSE(is_preference_log(job, directory.path() / "log.h5"));
  EXPECT_THROW(read_preferences(job, directory.path() / "log.h5"), AgreedError);
  EXPECT_THROW(read_preferences(job, directory.path() / "nothing.h5"), AgreedError);
}

TEST(PreferenceFile, NamesMustBeUtf8WhoeverWroteThem) {
  const TemporaryDirectory directory;
  SelfComm comm;
  const SerialFileDriver files;
  const Job job{comm, files};
  FilePlan plan;
  plan.attributes = {{"format", std::string("megabandit-preferences")}, {"version", std::uint64_t{1}}};
  plan.texts.push_back({"/candidates/name", {"a", "M\xFCller"}, "names"});
  write_file(job, directory.path() / "p.h5", plan, [](RowWriter&) {});
  try {
    read_preferences(job, directory.path() / "p.h5");
    FAIL() << "it was read";
  } catch (const AgreedError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("/candidates/name: entry 1"), HasSubstr("no UTF-8")));
  }
}

}  // namespace
}  // namespace megabandit
