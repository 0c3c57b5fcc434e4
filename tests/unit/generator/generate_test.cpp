// Banks that an outside generator fills: what it is asked, how its answers are read, and all that can go
// wrong.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "bank/bank_file.hpp"
#include "comm/agree.hpp"
#include "comm/thread_comm.hpp"
#include "generator/generate.hpp"
#include "temporary_directory.hpp"
#include "waiting.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Pair;

class Generation : public testing::Test {
 protected:
  Generation() {
    put("queries", "who?\nwhy?\n\nwhen?\n");
    put("actions", "short\nlong\nsad\nhappy\nodd\n");
    config_.bank.queries = path("queries");
    config_.bank.actions = path("actions");
    config_.bank.samples = 2;
    config_.generator.name = "a test";
    config_.generator.dispatch.backoff = Seconds{0.01};
    mode("kind");
  }

  std::filesystem::path path(const std::string& name) const { return directory_.path() / name; }
  void put(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
  void mode(const std::string& mode) {
    config_.generator.process.command =
        "exec /usr/bin/python3 -S " MEGABANDIT_DOCS "/../tests/generators/hasher.py --asked " +
        path("asked").string() + " --shared " + path("shared").string() + " --mode " + mode;
  }

  Generated generate(int ranks = 1, const std::string& out = "bank.h5") const {
    Generated generated;
    on_threads(ranks, [&](Communicator& comm) {
      const SerialFileDriver files;
      const Generated mine = generate_bank({comm, files}, config_, path(out), {});
      if (comm.rank() == 0) generated = mine;
    });
    return generated;
  }
  std::pair<Exit, std::string> failure(int ranks = 1) const {
    return failure_of([&] { generate(ranks); });
  }

  /// All numbers of a bank, and its marks.
  std::pair<std::vector<float>, std::vector<std::uint8_t>> contents(
      const std::string& bank = "bank.h5") const {
    const BankFile file{ReadFile(path(bank))};
    std::pair<std::vector<float>, std::vector<std::uint8_t>> all;
    for (std::uint64_t query = 0; query < file.shape().queries; ++query) {
      const auto values = file.outputs(query);
      const auto marks = file.filled(query);
      all.first.insert(all.first.end(), values.begin(), values.end());
      all.second.insert(all.second.end(), marks.begin(), marks.end());
    }
    return all;
  }

  /// Requests so far.
  std::vector<nlohmann::json> asked() const {
    std::ifstream file(path("asked"));
    std::vector<nlohmann::json> requests;
    for (std::string line; std::getline(file, line);) requests.push_back(nlohmann::json::parse(line));
    return requests;
  }

  TemporaryDirectory directory_;
  GenerateConfig config_;
};

TEST_F(Generation, EveryQueryAndActionIsAskedForSoManyTimes) {
  const Generated generated = generate();
  EXPECT_EQ(generated.exit, Exit::done);
  EXPECT_EQ(generated.shape, (BankShape{3, 5, 2, 8}));
  std::map<std::string, int> entries;
  std::set<std::uint64_t> seeds;
  for (const nlohmann::json& request : asked()) {
    ++entries[request["query"].get<std::string>() + "|" + request["action"].get<std::string>()];
    seeds.insert(request["seed"].get<std::uint64_t>());
    EXPECT_LT(request["seed"].get<std::uint64_t>(), std::uint64_t{1} << 53);
  }
  EXPECT_EQ(entries.size(), 15u);
  EXPECT_EQ(entries["why?|happy"], 2);
  EXPECT_EQ(seeds.size(), 30u);
  const BankOutline outline = BankFile{ReadFile(path("bank.h5"))}.outline();
  EXPECT_EQ(outline.queries, (std::vector<std::string>{"who?", "why?", "when?"}));
  EXPECT_EQ(outline.generator, "a test");
}

TEST_F(Generation, TextsStandWhereTheirOutputsDo) {
  for (const int ranks : {1, 3}) {
    std::filesystem::remove_all(path("bank.h5.answers"));
    generate(ranks);
    const auto texts = ReadFile(path("bank.h5")).texts("/bank/text");
    ASSERT_EQ(texts.size(), 30u);
    EXPECT_EQ(texts[0], "who? / short / 0");
    EXPECT_EQ(texts[(1 * 5 + 3) * 2 + 1], "why? / happy / 1");
  }
  config_.bank.texts = OutputTexts::drop;
  generate();
  EXPECT_FALSE(ReadFile(path("bank.h5")).has("/bank/text"));
}

TEST_F(Generation, TheSameBitsOnAnyNumberOfRanksAndInAnyOrderOfAnswers) {
  generate();
  const auto expected = contents();
  for (const int ranks : {2, 3, 4, 7}) {
    std::filesystem::remove_all(path("bank.h5.answers"));
    generate(ranks);
    EXPECT_EQ(contents(), expected);
  }
  std::filesystem::remove_all(path("bank.h5.answers"));
  mode("shuffled");
  config_.generator.dispatch.in_flight = 30;  // the last answers wait for the end of the questions
  config_.bank.samples = 4;
  generate();
  EXPECT_EQ(contents().first.size(), 480u);
}

TEST_F(Generation, MoreRanksThanOutputs) {
  put("queries", "who?\n");
  put("actions", "short\n");
  generate(4);
  EXPECT_EQ(contents().first.size(), 16u);
}

TEST_F(Generation, NothingIsAskedTwice) {
  generate(2);
  const auto first = contents();
  ASSERT_EQ(asked().size(), 30u);
  mode("mute");
  EXPECT_EQ(generate(3, "bank.h5").progress.kept, 30u);
  EXPECT_EQ(contents(), first);
  EXPECT_EQ(asked().size(), 30u);
}

TEST_F(Generation, NewQueriesAndActionsAreAllThatIsAskedFor) {
  generate(2);
  const auto before = contents().first;
  put("actions", "new\nshort\nlong\nsad\nhappy\nodd\n");
  generate();
  ASSERT_EQ(asked().size(), 36u);
  for (std::size_t i = 30; i < 36; ++i) EXPECT_EQ(asked()[i]["action"], "new");
  const auto after = contents().first;
  EXPECT_TRUE(std::equal(before.begin(), before.begin() + 80, after.begin() + 16));  // of the first query
}

TEST_F(Generation, AnotherGeneratorSeedOrNumberOfSamplesIsAskedAnew) {
  generate();
  config_.bank.seed = 2;
  generate();
  EXPECT_EQ(asked().size(), 60u);
  config_.generator.name = "another";
  generate();
  EXPECT_EQ(asked().size(), 90u);
  config_.bank.samples = 3;
  generate();
  EXPECT_EQ(asked().size(), 105u);
}

TEST_F(Generation, ALineThatWasCutShortIsAskedForAgain) {
  generate();
  const auto expected = contents();
  const auto kept = path("bank.h5.answers") / "answers-0000.jsonl";
  std::filesystem::resize_file(kept, std::filesystem::file_size(kept) - 9);
  generate();
  EXPECT_EQ(asked().size(), 31u);
  EXPECT_EQ(contents(), expected);
  mode("mute");
  EXPECT_EQ(generate().progress.kept, 30u);
}

TEST_F(Generation, AGeneratorThatDiesOrHangsIsStartedAgain) {
  generate();
  const auto expected = contents();
  for (const std::string how : {"dies:7", "once", "hangs", "moody:3"}) {
    std::filesystem::remove_all(path("bank.h5.answers"));
    std::filesystem::remove(path("shared"));
    mode(how);
    config_.generator.dispatch.timeout = Seconds{how == "hangs" ? 2.0 : 60.0};  // a start included
    generate();
    EXPECT_EQ(contents(), expected) << how;
  }
}

TEST_F(Generation, WhatNeverAnswersIsGivenUp) {
  mode("mute");
  config_.generator.dispatch.timeout = Seconds{0.3};
  config_.generator.dispatch.retries = 1;
  config_.generator.process.restarts = 1;
  EXPECT_THAT(failure(2), Pair(Exit::missing_input, HasSubstr("the generator")));
  config_.generator.process.command = "/no/such/generator";
  EXPECT_THAT(failure(2), Pair(Exit::missing_input, AllOf(HasSubstr("`/no/such/generator` cannot be run"),
                                                          HasSubstr("generator.command"))));
  config_.generator.process.command = "exit 4";
  EXPECT_THAT(failure(), Pair(Exit::missing_input, HasSubstr("ended with exit code 4")));
  EXPECT_FALSE(std::filesystem::exists(path("bank.h5")));
}

TEST_F(Generation, AnswersThatAreWrongAreNamed) {
  config_.generator.dispatch.retries = 1;
  const auto said = [&](const std::string& how) {
    mode(how);
    return failure(2);
  };
  const Exit bad = Exit::bad_data;
  EXPECT_THAT(said("nan"), Pair(bad, AllOf(HasSubstr("no answer"), HasSubstr("NaN"))));
  EXPECT_THAT(said("huge"), Pair(bad, AllOf(HasSubstr("number 1 of the output is 1e+300"),
                                            HasSubstr("asked 2 times"), HasSubstr("bank.gaps"))));
  EXPECT_THAT(said("empty"), Pair(bad, HasSubstr("the output is []")));
  EXPECT_THAT(said("words"), Pair(bad, HasSubstr("number 0 of the output is \"none\"")));
  EXPECT_THAT(said("chatter"), Pair(bad, HasSubstr("'Loading the model ...'")));
  EXPECT_THAT(said("mistaken"), Pair(bad, HasSubstr("was not asked: id")));
  EXPECT_THAT(said("twofold"), Pair(bad, HasSubstr("contradicts itself")));
  EXPECT_THAT(said("refuses:1"), Pair(bad, HasSubstr("the generator says: I would rather not")));
  EXPECT_FALSE(std::filesystem::exists(path("bank.h5")));
}

TEST_F(Generation, AllOutputsHaveTheSameWidth) {
  config_.generator.dispatch.retries = 0;
  mode("wide:3");
  EXPECT_THAT(failure(), Pair(Exit::bad_data, HasSubstr("numbers, and must have")));
  std::filesystem::remove_all(path("bank.h5.answers"));
  mode("kind");
  config_.bank.columns = 9;
  EXPECT_THAT(failure(), Pair(Exit::bad_data, HasSubstr("has 8 numbers, and must have 9")));
}

TEST_F(Generation, RanksWhoseOutputsDifferInWidthAreNamed) {
  put("queries", "who?\n");
  put("actions", "short\nlong\n");
  config_.bank.samples = 1;
  config_.generator.process.command +=
      " --columns $(mkdir " + path("first").string() + " 2>/dev/null && echo 8 || echo 9)";
  EXPECT_THAT(failure(2), Pair(Exit::bad_data, HasSubstr("8 numbers on one rank and 9 on another")));
}

TEST_F(Generation, GapsMayBeLeft) {
  generate();
  const auto whole = contents();
  std::filesystem::remove_all(path("bank.h5.answers"));
  mode("refuses:3");
  config_.generator.dispatch.retries = 0;
  config_.bank.gaps = Gaps::leave;
  for (const int ranks : {1, 3}) {
    const Generated generated = generate(ranks);
    EXPECT_GT(generated.progress.gaps, 0u);
    const auto [values, marks] = contents();
    EXPECT_GT(std::ranges::count(marks, 0), 0);
    EXPECT_GT(std::ranges::count(marks, 1), 0);
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(values[i], marks[i / 16] == 1 ? whole.first[i] : 0) << i;
  }
  mode("kind");
  EXPECT_EQ(generate().progress.gaps, 0u);  // what was not answered is asked for again
  EXPECT_EQ(contents(), whole);
}

TEST_F(Generation, ABankWithoutAnyOutputIsNotWritten) {
  mode("refuses:1");
  config_.generator.dispatch.retries = 0;
  config_.bank.gaps = Gaps::leave;
  EXPECT_THAT(failure(2), Pair(Exit::bad_data, HasSubstr("no output at all")));
}

TEST_F(Generation, FilesThatHaveNoTextsAreNamed) {
  put("actions", "\n\n");
  EXPECT_THAT(failure(),
              Pair(Exit::bad_data, AllOf(HasSubstr("actions has no text"), HasSubstr("bank.actions"))));
  put("actions", "\xFF\n");
  EXPECT_THAT(failure(2), Pair(Exit::bad_data, HasSubstr("no UTF-8")));
  config_.bank.queries = path("none");
  EXPECT_THAT(failure(), Pair(Exit::missing_input, HasSubstr("cannot read")));
}

TEST_F(Generation, AnswersCannotBeKeptWhereAFileIs) {
  put("bank.h5.answers", "");
  EXPECT_THAT(failure(2), Pair(Exit::cannot_write, HasSubstr("generator.answers")));
}

}  // namespace
}  // namespace megabandit
