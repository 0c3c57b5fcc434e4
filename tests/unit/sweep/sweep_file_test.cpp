// Sweep files as users write them.
#include "sweep/file/sweep_file.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "sweep/file/cells.hpp"

namespace megabandit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kWhole = R"(
[sweep]
run = "train"
seeds = 3
base = "run.toml"
against = { "objective.kind" = "ips", case = "long" }

[sweep.grid]
"objective.kind" = ["ips", "snips"]
log.path = ["a.h5"]

[[sweep.cases]]
name = "short"
set = { "optimizer.kind" = "adam", "optimizer.epochs" = 2 }
[[sweep.cases]]
name = "long"
set = { "optimizer.epochs" = 20 }

[objective]
l2 = 1e-3
)";

SweepFile read(const std::string& text) { return read_sweep_file({"jobs/sweep.toml", text}, {"log.path"}); }

std::string complaint(const std::string& text) {
  try {
    read_sweep_settings({"jobs/sweep.toml", text});
    read(text);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(SweepFile, SettingsOfTheSweep) {
  const SweepSettings settings = read_sweep_settings({"jobs/sweep.toml", kWhole});
  EXPECT_EQ(settings.run, "train");
  EXPECT_EQ(settings.base, "jobs/run.toml");
  EXPECT_THAT(settings.seeds, ElementsAre(1, 2, 3));
  EXPECT_THAT(read_sweep_settings({"s.toml", "sweep.seeds = [7, 3]"}).seeds, ElementsAre(7, 3));
}

TEST(SweepFile, ATableInOneLine) {
  const std::string text =
      "sweep = { run = 'compare', seeds = 2, grid = { \"a.b\" = [1, 2] } }\nrun = { seed = 3, c = 'd' }\n";
  const SweepSettings settings = read_sweep_settings({"s.toml", text});
  EXPECT_EQ(settings.run, "compare");
  EXPECT_THAT(settings.seeds, ElementsAre(1, 2));
  EXPECT_EQ(read(text).grid.at(0).values.size(), 2U);
  EXPECT_EQ(read(text).tables.text, "\n\"run\" = { \"seed\" = 3, \"c\" = \"d\" }\n");
}

TEST(SweepFile, CellsAreCasesTimesTheGridInTheOrderOfTheFile) {
  const std::vector<Cell> cells = cells_of(read(kWhole));
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(label(cells[1]), "case=short, objective.kind=snips, log.path=a.h5");
  std::vector<std::string> sets, places;
  for (const Assignment& setting : cells[1].settings) {
    sets.push_back(setting.as_set());
    places.push_back(setting.place.substr(setting.place.find("`")));
  }
  EXPECT_THAT(sets, ElementsAre("optimizer.kind=\"adam\"", "optimizer.epochs=2", "objective.kind=\"snips\"",
                                "log.path=\"jobs/a.h5\""));
  EXPECT_THAT(places, ElementsAre("`short`", "`short`", "`sweep.grid`", "`sweep.grid`"));
  EXPECT_EQ(cells[0].reference, 2U);
  EXPECT_EQ(cells[1].reference, 2U);
  EXPECT_EQ(cells[2].reference, std::nullopt);
  EXPECT_EQ(cells[3].reference, 2U);
}

TEST(SweepFile, TablesOfARunKeepTheirLines) {
  const SweepFile file =
      read("[objective]\nl2 = 1e-3   # small\n\n[sweep]\nrun = 'train'\n[run]\n\nseed = 3\n");
  EXPECT_EQ(file.tables.text, "\n\"objective\".\"l2\" = 0.001\n\n\n\n\n\n\"run\".\"seed\" = 3\n");
  EXPECT_EQ(file.assignments.at(1).as_set(), "run.seed=3");
}

TEST(SweepFile, WithoutAGridThereIsOneCell) {
  const std::vector<Cell> cells = cells_of(read("[sweep]\n"));
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(label(cells[0]), "all");
}

TEST(SweepFile, FoldersAreHarmlessAndDifferent) {
  const std::vector<Cell> cells = cells_of(
      read("[sweep.grid]\n\"a.b\" = [\"x/y\", \"x y\", \"plain\", \"" + std::string(300, 'z') + "\"]\n"));
  EXPECT_EQ(folder_name(cells[2]), "a.b=plain");
  EXPECT_THAT(folder_name(cells[0]), testing::StartsWith("a.b=x_y~"));
  EXPECT_NE(folder_name(cells[0]), folder_name(cells[1]));
  EXPECT_LT(folder_name(cells[3]).size(), 120U);
}

TEST(SweepFile, FaultsNameTheirLine) {
  EXPECT_THAT(complaint("run = 1\n"), HasSubstr("there is no table [sweep]"));
  EXPECT_THAT(complaint("[sweep]\nrun = \"trian\"\n"),
              HasSubstr("jobs/sweep.toml:2: `sweep.run` is \"trian\" (did you mean `train`?)"));
  EXPECT_THAT(complaint("[sweep]\ngird = 1\n"),
              HasSubstr("jobs/sweep.toml:2: unknown key `sweep.gird`; did you mean `grid`?"));
  EXPECT_THAT(complaint("[sweep]\nseeds = 0\n"), HasSubstr("`sweep.seeds` is 0"));
  EXPECT_THAT(complaint("[sweep.grid]\n\"a.b\" = 3\n"),
              HasSubstr("jobs/sweep.toml:2: `sweep.grid.a.b` is 3; it must be a list"));
  EXPECT_THAT(complaint("[sweep.grid]\n\"a.b\" = [3, 3]\n"), HasSubstr("has the value 3 twice"));
  EXPECT_THAT(complaint("[sweep.grid]\nseed = [3]\n"), HasSubstr("keys are \"table.key\""));
  EXPECT_THAT(complaint("[[sweep.cases]]\nset = {}\n"), HasSubstr("a case needs a `name`"));
  EXPECT_THAT(complaint("[[sweep.cases]]\nname = 'a'\n[[sweep.cases]]\nname = 'a'\n"),
              HasSubstr("two cases `a`"));
  EXPECT_THAT(complaint("[sweep]\nagainst = \"a\"\n[[sweep.cases]]\nname = 'aa'\n"),
              HasSubstr("`case` is never a; did you mean `aa`?"));
  EXPECT_THAT(complaint("[sweep]\nagainst = { \"a.b\" = 4 }\n[sweep.grid]\n\"a.b\" = [3]\n"),
              HasSubstr("`a.b` is never 4"));
  EXPECT_THAT(complaint("[sweep]\nagainst = { \"a.b\" = 4 }\n[sweep.grid]\n\"a.c\" = [3]\n"),
              HasSubstr("`a.b` does not vary"));
}

}  // namespace
}  // namespace megabandit
