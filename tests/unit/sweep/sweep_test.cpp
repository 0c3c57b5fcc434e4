// Sweeps of runs that are arithmetic: what is done, recorded and told, whoever does it.
#include "sweep/sweep.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "comm/thread_comm.hpp"
#include "run/directory_lock.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;

/// What the runs of a test have in common.
struct Course {
  std::atomic<int> runs{0}, inputs{0};
  std::string failing;              // sets that hold this text fail
  std::atomic<int> stop_after{-1};  // runs; -1: never
};

double value_of(std::span<const std::string> sets, const std::string& key) {
  double value = 0;
  for (const std::string& set : sets)
    if (set.starts_with(key + "=")) value = std::stod(set.substr(key.size() + 1));
  return value;
}

class Arithmetic final : public Runner {
 public:
  explicit Arithmetic(Course& course) : course_(course) {}
  std::string name() const override { return "arithmetic"; }
  std::uint64_t check(const ConfigText& base, std::span<const std::string> sets) const override {
    return base.text.size() + static_cast<std::uint64_t>(100 * value_of(sets, "run.seed"));
  }
  std::string input(const ConfigText&, std::span<const std::string> sets) const override {
    return fmt::format("seed-{}", value_of(sets, "run.seed"));
  }
  void make_input(const Job& job, const ConfigText&, std::span<const std::string>,
                  const std::filesystem::path& path) const override {
    agree(job.comm, [&] {
      if (job.comm.rank() != 0) return;
      ++course_.inputs;
      std::ofstream(path) << "5";
    });
  }
  RunNumbers run(const Job& job, const ConfigText&, std::span<const std::string> sets,
                 const Place& place) const override {
    agree(job.comm, [&] {
      for (const std::string& set : sets)
        if (set == course_.failing) throw DataError("this run is broken");
    });
    if (course_.stop_after == 0) throw RunStopped();
    if (job.comm.rank() == 0) ++course_.runs;
    if (course_.stop_after > 0) --course_.stop_after;
    double input = 0;
    std::ifstream(place.input) >> input;
    const double x = value_of(sets, "a.x"), seed = value_of(sets, "run.seed");
    return {{"value", x + seed * seed}, {"input", input}, {"nothing", std::nan("")}};
  }

 private:
  Course& course_;
};

constexpr const char* kFile = R"(
[sweep]
against = { "a.x" = 1 }
[sweep.grid]
"a.x" = [1, 2, 4.5]
)";

struct Asked {
  int ranks = 1;
  std::uint64_t ranks_per_run = 1;
  std::vector<std::int64_t> seeds = {1, 2};
  std::string file = kFile;
  std::string base = "";
};

struct Told {
  Exit exit = Exit::done;
  std::string text, json;
};

Told swept(const std::filesystem::path& directory, Course& course, const Asked& asked) {
  Told told;
  on_threads(asked.ranks, [&](Communicator& comm) {
    const SerialFileDriver files;
    Sweep sweep;
    sweep.runner = std::make_unique<Arithmetic>(course);
    sweep.plan = plan_sweep(read_sweep_file({"sweep.toml", asked.file}, {}), asked.seeds,
                            {{"", asked.base}, {}}, *sweep.runner);
    SweepOptions options;
    options.out = directory;
    options.ranks_per_run = asked.ranks_per_run;
    const Swept swept = carry_out({comm, files}, sweep, options);
    if (comm.rank() != 0) return;
    told = {swept.exit, text_of(swept.report, {"value", "absent"}), to_json(swept.report).dump()};
  });
  return told;
}

/// results.csv without its last column, the seconds.
std::string results(const std::filesystem::path& directory) {
  std::ifstream in(directory / "results.csv");
  std::string all;
  for (std::string line; std::getline(in, line);) all += line.substr(0, line.rfind(',')) + '\n';
  return all;
}

constexpr const char* kResults =
    "a.x,seed,input,nothing,value\n1,1,5,,2\n1,2,5,,5\n2,1,5,,3\n2,2,5,,6\n4.5,1,5,,5.5\n4.5,2,5,,8.5\n";

TEST(Sweep, TheSameTableOnAnyNumberOfRanks) {
  for (const int ranks : {1, 2, 3, 4, 7})
    for (const std::uint64_t each : {1U, 2U}) {
      const TemporaryDirectory directory;
      Course course;
      const Told told = swept(directory.path(), course, {.ranks = ranks, .ranks_per_run = each});
      EXPECT_EQ(told.exit, Exit::done);
      EXPECT_EQ(course.runs, 6);
      EXPECT_EQ(course.inputs, 2);  // one a seed
      EXPECT_EQ(results(directory.path()), kResults);
      EXPECT_THAT(told.text, HasSubstr("4.5  3.5 (2 of 2)  - (0 of 0)"));
    }
}

TEST(Sweep, ARunThatFailsIsToldAndTheOthersGoOn) {
  const TemporaryDirectory directory;
  Course course;
  course.failing = "a.x=2";
  const Told told = swept(directory.path(), course, {.ranks = 3});
  EXPECT_EQ(told.exit, Exit::bad_data);
  EXPECT_EQ(course.runs, 4);
  EXPECT_THAT(told.json, HasSubstr(R"({"run":"a.x=2, seed 1","exit":65,"message":"this run is broken"})"));
  course.failing.clear();
  EXPECT_EQ(swept(directory.path(), course, {.ranks = 2}).exit, Exit::done);
  EXPECT_EQ(course.runs, 6);  // only what was left
  EXPECT_EQ(results(directory.path()), kResults);
}

TEST(Sweep, StoppedSweepsGoOn) {
  const TemporaryDirectory directory;
  Course course;
  course.stop_after = 2;
  const Told told = swept(directory.path(), course, {});
  EXPECT_EQ(told.exit, Exit::stopped);
  EXPECT_THAT(told.text, HasSubstr("0/2"));
  course.stop_after = -1;
  EXPECT_EQ(swept(directory.path(), course, {.ranks = 2}).exit, Exit::done);
  EXPECT_EQ(course.runs, 6);
  EXPECT_EQ(course.inputs, 2);
  EXPECT_EQ(results(directory.path()), kResults);
}

TEST(Sweep, MoreSeedsAndValuesAreAdded) {
  const TemporaryDirectory directory;
  Course course;
  swept(directory.path(), course, {.seeds = {1}});
  EXPECT_EQ(course.runs, 3);
  swept(directory.path(), course, {.seeds = {1, 2}});
  EXPECT_EQ(course.runs, 6);
  EXPECT_EQ(results(directory.path()), kResults);
  swept(directory.path(), course, {.file = "[sweep.grid]\n\"a.x\" = [9, 1, 2]\n"});
  EXPECT_EQ(course.runs, 8);
}

TEST(Sweep, OtherSettingsInTheSameDirectoryAreRefused) {
  const TemporaryDirectory directory;
  Course course;
  swept(directory.path(), course, {});
  try {
    swept(directory.path(), course, {.ranks = 2, .base = "[a]"});
    FAIL() << "accepted";
  } catch (const AgreedError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the run a.x=1, seed 1 was done with other settings"));
  }
  EXPECT_EQ(course.runs, 6);
}

TEST(Sweep, TwoAtOnceAreKeptApart) {
  const TemporaryDirectory directory;
  Course course;
  const DirectoryLock other(directory.path());
  try {
    swept(directory.path(), course, {.ranks = 3});
    FAIL() << "two at once";
  } catch (const AgreedError& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_write);
    EXPECT_THAT(error.what(), HasSubstr("is at work here"));
  }
  EXPECT_EQ(course.runs, 0);
}

TEST(Sweep, SeedsAreNoPartOfTheGrid) {
  Course course;
  const Arithmetic runner(course);
  const SweepFile file = read_sweep_file({"sweep.toml", "[sweep.grid]\n\"run.seed\" = [1]\n"}, {});
  EXPECT_THROW(plan_sweep(file, {1}, {}, runner), ConfigError);
  EXPECT_THROW(plan_sweep(read_sweep_file({"sweep.toml", kFile}, {}), {1, 1}, {}, runner), ConfigError);
}

}  // namespace
}  // namespace megabandit
