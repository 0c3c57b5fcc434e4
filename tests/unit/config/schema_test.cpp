// One declaration, and what comes of it: values, where they came from, and what is said about each mistake.
#include "config/schema.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace megabandit {
namespace {

using testing::ElementsAre;

enum class Kind { apple, pear };

struct Orchard {
  std::uint64_t trees = 12;
  Kind kind = Kind::apple;
  std::string owner = "none";
  double graft = 0.5;
  double water = 1;
  Seconds rest = std::chrono::minutes(10);
  ByteSize shed{0};
  std::filesystem::path map;
  std::vector<std::int64_t> rows = {3};
  std::vector<double> slopes;
  std::vector<std::string> tools;
};

Schema schema_of(Orchard& orchard) {
  Schema schema;
  SchemaTable table = schema.table("orchard", "Where the fruit comes from.");
  table.setting("trees", orchard.trees, "how many are planted").at_least(1);
  table.choice<Kind>("kind", orchard.kind, {{"apple", Kind::apple}, {"pear", Kind::pear}}, "what grows");
  table.setting("graft", orchard.graft, "share of grafted trees").between(0, 1).used_when("kind", {"apple"});
  table.setting("water", orchard.water, "given to a tree").above(0).unit("litres");
  SchemaTable keeper = schema.table("keeper", "Who looks after it.");
  keeper.setting("owner", orchard.owner, "name");
  keeper.setting("rest", orchard.rest, "between two harvests").operational();
  keeper.setting("shed", orchard.shed, "room for tools").operational();
  keeper.setting("map", orchard.map, "drawing of the place");
  keeper.setting("rows", orchard.rows, "trees of each row").at_least(1);
  keeper.setting("slopes", orchard.slopes, "of each row");
  keeper.setting("tools", orchard.tools, "in the shed").one_of({"spade", "rake"});
  return schema;
}

struct Read {
  Orchard orchard;
  Resolved resolved;
};

Read read(const std::string& text, const std::vector<std::string>& sets = {}) {
  Read read;
  read.resolved = schema_of(read.orchard).read({"farm/run.toml", text}, sets);
  return read;
}

/// What is said about a fault.
std::string complaint(const std::string& text, const std::vector<std::string>& sets = {}) {
  try {
    read(text, sets);
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.exit(), Exit::bad_config);
    return error.what();
  }
  return "nothing";
}

TEST(Schema, ReadsEveryType) {
  const Orchard orchard = read(R"([orchard]
trees = 9_000_000_000
kind = "pear"
water = 2
[keeper]
owner = "Ada"
rest = "1.5 h"
shed = "8 GiB"
rows = [1, 2]
slopes = [1, 0.5]
tools = ["rake", "rake"])")
                              .orchard;
  EXPECT_EQ(orchard.trees, 9'000'000'000U);
  EXPECT_EQ(orchard.kind, Kind::pear);
  EXPECT_EQ(orchard.water, 2);
  EXPECT_EQ(orchard.owner, "Ada");
  EXPECT_EQ(orchard.rest, std::chrono::minutes(90));
  EXPECT_EQ(orchard.shed.bytes, 8ULL << 30);
  EXPECT_THAT(orchard.rows, ElementsAre(1, 2));
  EXPECT_THAT(orchard.slopes, ElementsAre(1, 0.5));
  EXPECT_THAT(orchard.tools, ElementsAre("rake", "rake"));
}

TEST(Schema, DefaultYieldsToFileAndFileToSet) {
  const std::string text = "orchard = { trees = 7, graft = 0.25 }";
  const Read got = read(text, {"orchard.trees=8", "keeper.owner=Ada Lovelace", "orchard.trees=9"});
  EXPECT_EQ(got.orchard.trees, 9U);
  EXPECT_EQ(got.orchard.graft, 0.25);
  EXPECT_EQ(got.orchard.water, 1);
  EXPECT_EQ(got.orchard.owner, "Ada Lovelace");
  EXPECT_EQ(got.resolved.at("orchard.trees").place, "--set");
  EXPECT_EQ(got.resolved.at("orchard.graft").place, "farm/run.toml:1");
  EXPECT_EQ(got.resolved.at("orchard.water").place, "default");
}

TEST(Schema, PathsAreRelativeToWhereTheyWereWritten) {
  EXPECT_EQ(read("keeper.map = '../map.png'").orchard.map, "map.png");
  EXPECT_EQ(read("keeper.map = 'maps/a.png'").orchard.map, "farm/maps/a.png");
  EXPECT_EQ(read("keeper.map = '/a.png'").orchard.map, "/a.png");
  EXPECT_EQ(read("", {"keeper.map=maps/a.png"}).orchard.map, "maps/a.png");
  EXPECT_EQ(read("").orchard.map, "");
}

TEST(Schema, SetTakesTomlAndBareTexts) {
  EXPECT_EQ(read("", {"keeper.owner=\"quo\\\"ted\""}).orchard.owner, "quo\"ted");
  EXPECT_EQ(read("", {"keeper.owner=a=b"}).orchard.owner, "a=b");
  EXPECT_EQ(read("", {"keeper.owner="}).orchard.owner, "");
  EXPECT_EQ(read("", {"keeper.rest=90 s"}).orchard.rest, std::chrono::seconds(90));
  EXPECT_THAT(read("", {"keeper.rows=[4, 5]"}).orchard.rows, ElementsAre(4, 5));
}

TEST(Schema, UnknownNamesComeWithTheNearestKnownOne) {
  EXPECT_EQ(complaint("[orchard]\ntreees = 1"),
            "farm/run.toml:2: unknown key `orchard.treees`; did you mean `trees`?");
  EXPECT_EQ(
      complaint("[orchard]\nfrost = 1"),
      "farm/run.toml:2: unknown key `orchard.frost`; the keys of `orchard` are trees, kind, graft, water");
  EXPECT_EQ(complaint("\n[orchrad]\ntrees = 1"),
            "farm/run.toml:2: unknown table `orchrad`; did you mean `orchard`?");
  EXPECT_EQ(complaint("[x]"), "farm/run.toml:1: unknown table `x`; the tables are orchard, keeper");
  EXPECT_EQ(complaint("trees = 1"), "farm/run.toml:1: unknown key `trees`; did you mean `orchard.trees`?");
  EXPECT_EQ(complaint("", {"orchard.tres=1"}),
            "--set orchard.tres=1: unknown key `orchard.tres`; did you mean `trees`?");
  EXPECT_EQ(complaint("", {"orchad.trees=1"}),
            "--set orchad.trees=1: unknown table `orchad`; did you mean `orchard`?");
}

TEST(Schema, WrongTypesAndValuesSayWhatIsAllowed) {
  EXPECT_EQ(complaint("[orchard]\ntrees = \"many\""),
            "farm/run.toml:2: `orchard.trees` is \"many\"; it must be a whole number of at least 1");
  EXPECT_EQ(complaint("orchard.trees = 1.5"),
            "farm/run.toml:1: `orchard.trees` is 1.5; it must be a whole number of at least 1");
  EXPECT_EQ(complaint("orchard.trees = 0"),
            "farm/run.toml:1: `orchard.trees` is 0; it must be a whole number of at least 1");
  EXPECT_EQ(complaint("orchard.trees = true"),
            "farm/run.toml:1: `orchard.trees` is true; it must be a whole number of at least 1");
  EXPECT_EQ(complaint("orchard.graft = 1.5"),
            "farm/run.toml:1: `orchard.graft` is 1.5; it must be a number in [0, 1]");
  EXPECT_EQ(complaint("orchard.graft = nan"),
            "farm/run.toml:1: `orchard.graft` is nan; it must be a number in [0, 1]");
  EXPECT_EQ(complaint("orchard.water = 0"),
            "farm/run.toml:1: `orchard.water` is 0; it must be a number above 0 (litres)");
  EXPECT_EQ(complaint("orchard.water = inf"),
            "farm/run.toml:1: `orchard.water` is inf; it must be a number above 0 (litres)");
  EXPECT_EQ(
      complaint("orchard.kind = 'peer'"),
      "farm/run.toml:1: `orchard.kind` is \"peer\" (did you mean `pear`?); it must be one of apple, pear");
  EXPECT_EQ(complaint("orchard.kind = 3"),
            "farm/run.toml:1: `orchard.kind` is 3; it must be one of apple, pear");
  EXPECT_EQ(complaint("keeper.owner = 1979-05-27"),
            "farm/run.toml:1: `keeper.owner` is 1979-05-27; it must be a text");
  EXPECT_EQ(complaint("keeper.rest = 600"),
            "farm/run.toml:1: `keeper.rest` is 600; it must be a duration such as \"90 s\" or \"10 min\" "
            "(ms, s, min, h, d)");
  EXPECT_EQ(complaint("keeper.shed = '8 Gib'"),
            "farm/run.toml:1: `keeper.shed` is \"8 Gib\"; it must be a size such as \"512 MiB\" or \"8 GiB\" "
            "(B, KiB, "
            "MiB, GiB, TiB, KB, MB, GB, TB)");
  EXPECT_EQ(
      complaint("keeper.rows = [1, 0]"),
      "farm/run.toml:1: `keeper.rows` is [1, 0]; it must be a list of whole numbers, each of at least 1");
  EXPECT_EQ(complaint("keeper.slopes = ['a']"),
            "farm/run.toml:1: `keeper.slopes` is [\"a\"]; it must be a list of numbers");
  EXPECT_EQ(complaint("keeper.tools = ['axe']"),
            "farm/run.toml:1: `keeper.tools` is [\"axe\"]; it must be a list of texts out of spade, rake");
  EXPECT_EQ(complaint("keeper.owner = { a = 1 }"),
            "farm/run.toml:1: `keeper.owner` is a table; it must be a text");
  EXPECT_EQ(complaint("keeper = 3"), "farm/run.toml:1: `keeper` is 3; it must be a table");
  EXPECT_EQ(complaint("", {"orchard.graft=abc"}),
            "--set orchard.graft=abc: `orchard.graft` is abc; it must be a number in [0, 1]");
  EXPECT_EQ(complaint("", {"orchard.graft="}),
            "--set orchard.graft=: `orchard.graft` is empty; it must be a number in [0, 1]");
  EXPECT_EQ(complaint("", {"orchard.graft=1\nx=2"}),
            "--set orchard.graft=1\nx=2: `orchard.graft` is 1\nx=2; it must be a number in [0, 1]");
  EXPECT_EQ(complaint("", {"graft"}), "--set graft: must look like --set table.key=value");
}

TEST(Schema, EveryFaultIsReportedInTheOrderOfTheLines) {
  EXPECT_EQ(complaint("[orchard]\nwater = 0\n[keeper]\nowner = 1\n", {"orchard.trees=0"}),
            "farm/run.toml:2: `orchard.water` is 0; it must be a number above 0 (litres)\n"
            "farm/run.toml:4: `keeper.owner` is 1; it must be a text\n"
            "--set orchard.trees=0: `orchard.trees` is 0; it must be a whole number of at least 1");
}

TEST(Schema, BrokenTomlNamesTheLine) {
  EXPECT_THAT(complaint("[orchard]\ntrees = \n"), testing::StartsWith("farm/run.toml:2: "));
}

TEST(Schema, SettingsWithoutEffectAreRefused) {
  EXPECT_EQ(complaint("[orchard]\nkind = 'pear'\ngraft = 0.1"),
            "farm/run.toml:3: `orchard.graft` has no effect when `orchard.kind` is \"pear\" (set by "
            "farm/run.toml:2); it "
            "is used when `orchard.kind` is apple; remove it");
}

TEST(Schema, ASetThatMakesTheFileSettingsIdleWarns) {
  const Read got = read("[orchard]\nkind = 'apple'\ngraft = 0.1", {"orchard.kind=pear"});
  EXPECT_THAT(
      got.resolved.warnings(),
      ElementsAre("farm/run.toml:3: `orchard.graft` has no effect when `orchard.kind` is \"pear\" (set by "
                  "--set orchard.kind=pear); it is used when `orchard.kind` is apple"));
}

TEST(Schema, RequiredSettings) {
  std::string name;
  Schema schema;
  schema.table("farm", "").setting("name", name, "what it is called").required();
  try {
    schema.read({"run.toml", ""}, {});
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "run.toml: `farm.name` is missing (what it is called); add it, or give --set farm.name=...");
  }
  const std::vector<std::string> sets = {"farm.name=x"};
  schema.read({"run.toml", ""}, sets);
  EXPECT_EQ(name, "x");
}

TEST(Schema, ADefaultThatIsNotAllowedIsAFaultOfTheProgram) {
  double share = 2;
  Schema schema;
  schema.table("a", "").setting("share", share, "").between(0, 1);
  EXPECT_THROW(schema.read({"run.toml", ""}, {}), InternalError);
}

TEST(Resolved, TextIsTomlThatGivesTheSameValues) {
  const Read first =
      read("[keeper]\nowner = \"a\\\"\\\\\\nb\"\nrest = '250 ms'\nshed = '1536 MiB'\nslopes = [1e-300, 3.0]",
           {"orchard.water=0.1"});
  Orchard again;
  const Resolved second = schema_of(again).read({"run.toml", first.resolved.text()}, {});
  EXPECT_EQ(first.resolved.hash(), second.hash());
  EXPECT_EQ(again.owner, "a\"\\\nb");
  EXPECT_EQ(again.shed.bytes, 1536ULL << 20);
  EXPECT_THAT(again.slopes, ElementsAre(1e-300, 3.0));
}

TEST(Resolved, TextSaysWhereEachValueCameFrom) {
  std::istringstream text(read("[orchard]\nkind = 'pear'", {"orchard.trees=8"}).resolved.text());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 10U);  // graft has no effect on pears

  EXPECT_EQ(lines[0], "orchard.trees = 8        # --set (default 12)");
  EXPECT_EQ(lines[1], "orchard.kind  = \"pear\"   # farm/run.toml:2 (default \"apple\")");
  EXPECT_EQ(lines[2], "orchard.water = 1.0      # default");
}

TEST(Resolved, Json) {
  const auto json = read("", {"orchard.trees=8"}).resolved.json();
  EXPECT_EQ(json["orchard"]["trees"].dump(), R"({"value":8,"source":"--set","default":12})");
  EXPECT_EQ(json["keeper"]["rest"].dump(), R"({"value":"600 s","source":"default","default":"600 s"})");
}

TEST(Resolved, HashDependsOnValuesAlone) {
  const std::uint64_t standard = read("").resolved.hash();
  EXPECT_EQ(standard, read("", {"orchard.trees=12"}).resolved.hash());
  EXPECT_EQ(standard, read("[keeper]\nrest = '10 min'").resolved.hash());
  EXPECT_NE(standard, read("", {"orchard.trees=13"}).resolved.hash());
  EXPECT_NE(standard, read("", {"keeper.rest=1 s"}).resolved.hash());
  // Pinned: a hash that changes makes runs look different from their own past.
  EXPECT_EQ(standard, 2300048232835123604U);
}

TEST(Resolved, ResultHashLeavesOutWhatDoesNotChangeTheResult) {
  const std::uint64_t standard = read("").resolved.result_hash();
  EXPECT_EQ(standard, read("", {"keeper.rest=1 s", "keeper.shed=1 B"}).resolved.result_hash());
  EXPECT_NE(standard, read("", {"orchard.graft=0.1"}).resolved.result_hash());
  const std::vector<std::string> pear = {"orchard.kind=pear"};
  EXPECT_EQ(read("orchard.graft = 0.1", pear).resolved.result_hash(), read("", pear).resolved.result_hash());
}

TEST(Schema, DocumentationHasARowForEverySetting) {
  Orchard orchard;
  const std::string text = schema_of(orchard).documentation();
  EXPECT_THAT(text, testing::HasSubstr("## `[orchard]`\n\nWhere the fruit comes from.\n\n| key |"));
  EXPECT_THAT(text,
              testing::HasSubstr("| `graft` | a number in [0, 1] | `0.5` | share of grafted trees; only with "
                                 "`orchard.kind` = apple |\n"));
}

TEST(Schema, DocumentationKeepsItsCellsWhateverTheTexts) {
  double size = 0;
  Schema schema;
  schema.table("a", "").setting("size", size, "lambda/2 |x|^2");
  EXPECT_THAT(schema.documentation(), testing::HasSubstr("| lambda/2 \\|x\\|^2 |\n"));
}

TEST(LoadConfig, FilesThatCannotBeRead) {
  EXPECT_THROW(load_config("/nowhere/run.toml"), MissingInput);
  EXPECT_THROW(load_config("/"), MissingInput);
}

}  // namespace
}  // namespace megabandit
