// What observers print and record of the same events.
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "config/schema.hpp"
#include "observe/console.hpp"
#include "observe/metrics.hpp"
#include "observe/progress.hpp"
#include "observe/run_record.hpp"
#include "observe/surroundings/build.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Started started(std::uint64_t resumed_step = 0) {
  std::uint64_t trees = 12;
  Schema schema;
  schema.table("orchard", "").setting("trees", trees, "how many");
  const std::vector<std::string> sets = {"orchard.trees=7"};
  Started event;
  event.command = "train";
  event.arguments = {"megabandit", "train", "run.toml"};
  event.places = {{"a", "0-3"}, {"a", "4"}, {"b", "0"}};
  event.threads = 2;
  event.kernel = "AVX2";
  event.seed = 17;
  event.config = schema.read({"run.toml", ""}, sets);
  event.log = LogFacts{"log.h5", "train", 1000, 500, 20, 8, 0xabcU};
  event.resumed_step = resumed_step;
  event.steps = 100;
  return event;
}

StepDone step(std::uint64_t number) {
  StepDone event;
  event.step = number;
  event.pass = static_cast<double>(number) / 2;
  event.objective = 0.25;
  event.seconds = static_cast<double>(number);
  return event;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Console, FirstScreenSaysWhoWhatWhereAndTheLastLineWhyItStopped) {
  std::ostringstream out;
  Console console(out);
  console.on(started(5));
  console.on(Stopped{50, "the gap is small enough", Exit::done, 12.34, "run/policy.h5"});
  const auto lines = lines_of(out.str());
  ASSERT_EQ(lines.size(), 10U) << out.str();
  EXPECT_THAT(lines[0], StartsWith("megabandit " + this_build().version + " ("));
  EXPECT_EQ(lines[1], "train on 3 ranks with 2 threads each, AVX2 softmax");
  EXPECT_EQ(lines[2], "  a: ranks 0 1, cpus 0-3 4");
  EXPECT_EQ(lines[3], "  b: ranks 2, cpus 0");
  EXPECT_EQ(lines[4],
            "log log.h5 [train]: 1000 rounds, 500 contexts of 8 features, 20 actions, fingerprint "
            "0000000000000abc");
  EXPECT_THAT(lines[5], StartsWith("seed 17, configuration "));
  EXPECT_EQ(lines[6], "orchard.trees = 7  # --set (default 12)");
  EXPECT_EQ(lines[7], "goes on after step 5");
  EXPECT_EQ(lines[8], "policy run/policy.h5");
  EXPECT_EQ(lines[9], "stopped after step 50 and 12.3 s: the gap is small enough (exit 0)");
}

TEST(Progress, RowsComeAtDoublingStepsOfTheSessionAndAtTheLast) {
  for (const std::uint64_t before : {0U, 10U}) {
    std::ostringstream out;
    Progress progress(out, Surface::plain);
    progress.on(started(before));
    for (std::uint64_t i = 1; i <= 11; ++i) progress.on(step(before + i));
    progress.on(Stopped{});
    std::vector<std::uint64_t> shown;
    auto lines = lines_of(out.str());
    EXPECT_THAT(lines[0], HasSubstr("objective"));
    for (std::size_t i = 1; i < lines.size(); ++i) shown.push_back(std::stoull(lines[i]) - before);
    EXPECT_THAT(shown, ElementsAre(1, 2, 4, 8, 11));
    EXPECT_THAT(out.str(), testing::Not(HasSubstr("nan")));
  }
}

TEST(Progress, ALastStepThatWasShownIsNotRepeated) {
  std::ostringstream out;
  Progress progress(out, Surface::plain);
  progress.on(started());
  for (std::uint64_t i = 1; i <= 4; ++i) progress.on(step(i));
  progress.on(Stopped{});
  EXPECT_THAT(lines_of(out.str()), testing::SizeIs(4));
}

TEST(Progress, ATerminalHasOneLineWithTheTimeLeft) {
  std::ostringstream out;
  Progress progress(out, Surface::terminal);
  progress.on(started(90));
  for (std::uint64_t i = 1; i <= 4; ++i) {
    StepDone event = step(90 + i);
    event.seconds = static_cast<double>(i) * 60;
    progress.on(event);
  }
  EXPECT_THAT(out.str(),
              HasSubstr("\rstep 94 of 100  pass 47  objective 0.25  |gradient| -  6:00 left\x1b[K"));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("\n")));
  progress.on(Warning{});
  EXPECT_THAT(out.str(), EndsWith("\r\x1b[K"));
  progress.on(Stopped{});
  EXPECT_THAT(out.str(), EndsWith("\n"));
}

TEST(Progress, ATerminalIsNotFlooded) {
  std::ostringstream out;
  Progress progress(out, Surface::terminal);
  progress.on(started());
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    StepDone event = step(i);
    event.seconds = static_cast<double>(i) * 1e-3;
    progress.on(event);
  }
  const std::string text = out.str();
  EXPECT_LE(std::count(text.begin(), text.end(), '\r'), 11);
}

class MetricsFile : public testing::Test {
 protected:
  /// One session: steps after `resumed` up to `last`.
  void run(std::uint64_t resumed, std::uint64_t last) {
    Metrics metrics(path_);
    metrics.on(started(resumed));
    for (std::uint64_t i = resumed + 1; i <= last; ++i) metrics.on(step(i));
  }
  std::vector<std::uint64_t> steps() const {
    std::vector<std::uint64_t> numbers;
    const auto lines = lines_of(content(path_));
    for (std::size_t i = 1; i < lines.size(); ++i) numbers.push_back(json::parse(lines[i])["step"]);
    return numbers;
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "metrics.jsonl";
};

TEST_F(MetricsFile, TheFirstLineNamesTheColumnsOfTheOthers) {
  run(0, 2);
  const auto lines = lines_of(content(path_));
  ASSERT_EQ(lines.size(), 3U);
  const json schema = json::parse(lines[0]), row = json::parse(lines[1]);
  EXPECT_EQ(schema["format"], "megabandit-metrics");
  EXPECT_EQ(schema["columns"].size(), row.size());
  for (const auto& [name, value] : row.items()) EXPECT_TRUE(schema["columns"].contains(name)) << name;
  EXPECT_EQ(row["objective"], 0.25);
  EXPECT_TRUE(row["gap"].is_null());
}

TEST_F(MetricsFile, InfinityIsNullToo) {
  Metrics metrics(path_);
  metrics.on(started());
  StepDone event = step(1);
  event.objective = std::numeric_limits<double>::infinity();
  metrics.on(event);
  EXPECT_THAT(content(path_), HasSubstr("\"objective\":null"));
}

TEST_F(MetricsFile, LinesAreThereBeforeTheRunEnds) {
  Metrics metrics(path_);
  metrics.on(started());
  metrics.on(step(1));
  EXPECT_THAT(steps(), ElementsAre(1));
}

TEST_F(MetricsFile, AResumedRunTakesBackWhatLiesAfterItsCheckpoint) {
  run(0, 7);
  run(5, 9);
  EXPECT_THAT(steps(), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
  run(0, 2);
  EXPECT_THAT(steps(), ElementsAre(1, 2));
}

TEST_F(MetricsFile, ATornLineIsRemoved) {
  run(0, 3);
  for (const char* torn : {"{\"step\":4,\"pa", "{\"step\":2}", "\x80garbage\n{\"step\":1}\n"}) {
    std::ofstream(path_, std::ios::app) << torn;
    run(3, 4);
    EXPECT_THAT(steps(), ElementsAre(1, 2, 3, 4)) << torn;
    run(3, 3);
  }
  std::ofstream(path_) << "{\"format\":\"mega";
  run(3, 4);
  EXPECT_THAT(steps(), ElementsAre(4));
}

TEST_F(MetricsFile, AnotherFileIsLeftAlone) {
  std::ofstream(path_) << "precious\n";
  Metrics metrics(path_);
  EXPECT_THROW(metrics.on(started()), DataError);
  EXPECT_EQ(content(path_), "precious\n");
}

TEST_F(MetricsFile, APlaceThatCannotBeWritten) {
  Metrics nowhere(directory_.path() / "no" / "metrics.jsonl");
  EXPECT_THROW(nowhere.on(started()), CannotWrite);
  Metrics no_file(directory_.path());
  EXPECT_THROW(no_file.on(started()), CannotWrite);
}

TEST_F(MetricsFile, AFileThatCannotGrowIsAnError) {
  Metrics metrics(path_);
  metrics.on(started());
  metrics.on(step(1));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit full = before;
  full.rlim_cur = std::filesystem::file_size(path_) + 10;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  EXPECT_THROW(metrics.on(step(2)), CannotWrite);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  run(1, 2);  // the torn line does not stay
  EXPECT_THAT(steps(), ElementsAre(1, 2));
}

class RunRecordFile : public testing::Test {
 protected:
  json record() const { return json::parse(content(path_)); }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "run.json";
};

TEST_F(RunRecordFile, HoldsWhatIsNeededToRepeatTheRun) {
  ::setenv("SLURM_JOB_ID", "42", 1);
  ::setenv("SLURM_JWT", "secret", 1);
  RunRecord run(path_);
  run.on(started());
  const json before = record();
  EXPECT_TRUE(before["sessions"][0]["exit"].is_null());
  run.on(Warning{3, "plateau", "try clpi"});
  run.on(CheckpointWritten{4, "checkpoints/4", 0.5});
  run.on(Stopped{5, "asked to stop", Exit::stopped, 1.5});
  EXPECT_FALSE(std::filesystem::exists(path_.string() + ".part"));

  const json all = record(), session = all["sessions"][0];
  EXPECT_EQ(all["format"], "megabandit-run");
  EXPECT_EQ(all["log"]["fingerprint"], "0000000000000abc");
  EXPECT_EQ(session["arguments"], json({"megabandit", "train", "run.toml"}));
  EXPECT_EQ(session["ranks"], 3);
  EXPECT_EQ(session["hosts"][0], json({{"host", "a"}, {"ranks", {0, 1}}, {"cpus", {"0-3", "4"}}}));
  EXPECT_EQ(session["slurm"]["SLURM_JOB_ID"], "42");
  EXPECT_FALSE(session["slurm"].contains("SLURM_JWT"));
  EXPECT_EQ(session["config"]["orchard"]["trees"],
            json({{"value", 7}, {"source", "--set"}, {"default", 12}}));
  EXPECT_EQ(session["build"]["version"], this_build().version);
  EXPECT_TRUE(std::regex_match(session["started"].get<std::string>(),
                               std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")));
  EXPECT_EQ(session["checkpoint"]["step"], 4);
  EXPECT_EQ(session["warnings"][0]["name"], "plateau");
  EXPECT_EQ(session["reason"], "asked to stop");
  EXPECT_EQ(session["exit"], 75);
  for (const auto& [key, value] : session.items()) EXPECT_TRUE(before["sessions"][0].contains(key)) << key;
}

TEST_F(RunRecordFile, AResumedRunAddsASession) {
  for (const std::uint64_t resumed : {0U, 4U, 6U}) {
    RunRecord run(path_);
    run.on(started(resumed));
    run.on(Stopped{resumed + 2, "asked to stop", Exit::stopped, 1});
  }
  const json sessions = record()["sessions"];
  ASSERT_EQ(sessions.size(), 3U);
  EXPECT_EQ(sessions[2]["resumed_step"], 6);
  RunRecord(path_).on(started());
  EXPECT_EQ(record()["sessions"].size(), 1U);
}

TEST_F(RunRecordFile, AnotherFileIsLeftAlone) {
  for (const char* text : {"", "precious", "[]", "{\"format\":3}"}) {
    std::ofstream(path_) << text;
    EXPECT_THROW(RunRecord(path_).on(started(4)), DataError) << text;
    EXPECT_EQ(content(path_), text);
  }
}

TEST_F(RunRecordFile, APlaceThatCannotBeWritten) {
  EXPECT_THROW(RunRecord(directory_.path() / "no" / "run.json").on(started()), CannotWrite);
}

TEST(Build, IsKnown) {
  EXPECT_TRUE(std::regex_match(this_build().version, std::regex(R"(\d+\.\d+\.\d+)")));
  EXPECT_THAT(this_build().hdf5, EndsWith("(parallel)"));
  EXPECT_FALSE(this_build().transport.empty());
}

}  // namespace
}  // namespace megabandit
