// Importers of preferences, on texts as they are published.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "preference/import/format.hpp"
#include "preference/summary.hpp"
#include "written_file.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using Settings = std::vector<std::string>;

ImportedPreferences read(const std::string& format, const PreferenceSources& sources, const Settings& sets) {
  for (const auto& candidate : all_preference_formats()) {
    if (candidate->name() != format) continue;
    Schema schema;
    candidate->declare(schema);
    Settings full;
    for (const std::string& set : sets) full.push_back(format + "." + set);
    schema.read(ConfigText{}, full);
    return candidate->read(sources);
  }
  throw InternalError("no such format");
}

/// A file of one format, read.
struct Import {
  std::string format, name, text;
  Settings sets{};
  OnInvalid on_invalid = OnInvalid::refuse;

  ImportedPreferences read() const {
    const WrittenFile file(name, text);
    return megabandit::read(format, {{file.path()}, on_invalid}, sets);
  }
  std::string refusal() const {
    try {
      static_cast<void>(read());
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
};

PairTotals totals(const PreferenceLog& log, const std::string& one, const std::string& other) {
  const PreferenceLog two = of_candidates(of_groups(log, {}), std::vector{one, other});
  return two.pairs.empty() ? PairTotals{} : two.pairs.at(0).totals;
}

constexpr const char* kHeader =
    "# TITLE: Fruit\n# DATA TYPE: toi\n# NUMBER ALTERNATIVES: 4\n# ALTERNATIVE NAME 1: Apple\n"
    "# ALTERNATIVE NAME 2: Pear, green\n# ALTERNATIVE NAME 3: Fig\n# ALTERNATIVE NAME 4: Plum\n";

TEST(Preflib, ReadsOrdersWithTies) {
  const auto imported =
      Import{"preflib", "f.toi", std::string(kHeader) + "3: 1,{2, 3},4\n2: 4,3,2,1\n"}.read();
  EXPECT_THAT(imported.log.candidates, ElementsAre("Apple", "Pear, green", "Fig", "Plum"));
  EXPECT_THAT(imported.log.groups, ElementsAre("Fruit"));
  EXPECT_EQ(totals(imported.log, "Apple", "Plum"), (PairTotals{3, 2, 0}));
  EXPECT_EQ(totals(imported.log, "Fig", "Pear, green"), (PairTotals{2, 0, 3}));
  EXPECT_EQ(imported.report.read, 5u);
}

TEST(Preflib, UnlistedAlternativesAreWhatTheUserSays) {
  const std::string text = std::string(kHeader) + "5: 2,1\n";
  EXPECT_THAT((Import{"preflib", "f.soi", text}.refusal()),
              AllOf(HasSubstr("f.soi, line 8"), HasSubstr("lists 2 of 4"), HasSubstr("--unlisted")));
  const auto worse = Import{"preflib", "f.soi", text, {"unlisted=worse"}}.read();
  EXPECT_EQ(totals(worse.log, "Pear, green", "Fig"), (PairTotals{5, 0, 0}));
  EXPECT_EQ(totals(worse.log, "Fig", "Plum"), (PairTotals{}));  // nothing is said of these two
  const auto unknown = Import{"preflib", "f.soi", text, {"unlisted=not-shown"}}.read();
  EXPECT_EQ(comparisons_of(unknown.log), 5u);
}

TEST(Preflib, RefusesWhatIsNoOrder) {
  const auto refusal = [](const std::string& orders) {
    return Import{"preflib", "f.soc", kHeader + orders}.refusal();
  };
  EXPECT_THAT(refusal("1: 1,2,3,4\n2: 1,2,2,4\n"),
              AllOf(HasSubstr("line 9"), HasSubstr("alternative 2 again")));
  EXPECT_THAT(refusal("1: 1,2,3,5\n"), HasSubstr("alternative 5 of 4"));
  EXPECT_THAT(refusal("1: 1,{2,3,4\n"), HasSubstr("not closed"));
  EXPECT_THAT(refusal("1: 1,x,3,4\n"), AllOf(HasSubstr("'x'"), HasSubstr("whole number")));
  EXPECT_THAT(refusal("1,2,3,4\n"), HasSubstr("is no order"));
  EXPECT_THAT((Import{"preflib", "f.soc", "4\n1,Apple\n"}.refusal()), HasSubstr("NUMBER ALTERNATIVES"));
  EXPECT_THAT((Import{"preflib", "f.wmd", "# DATA TYPE: wmd\n"}.refusal()), HasSubstr("'wmd' are no orders"));
  const auto left =
      Import{"preflib", "f.soc", std::string(kHeader) + "1: 1,2,3,4\n2: 1,2,2,4\n", {}, OnInvalid::leave_out}
          .read();
  EXPECT_EQ(comparisons_of(left.log), 6u);
  EXPECT_EQ(left.report.skipped.at("invalid orders").count, 1u);
}

constexpr const char* kBattles = R"json([
 {"question_id": "q1", "model_a": "x", "model_b": "y", "winner": "model_a", "judge": "ann", "anony": true,
  "conversation_a": [{"role": "user", "content": "a } brace, a \" quote and a , comma"}]},
 {"question_id": "q2", "model_a": "y", "model_b": "x", "winner": "tie", "judge": "ann", "anony": true},
 {"question_id": "q3", "model_a": "y", "model_b": "z", "winner": "tie (bothbad)", "judge": "bob", "anony": true},
 {"question_id": "q3", "model_a": "z", "model_b": "y", "winner": "model_a", "judge": "bob", "anony": true},
 {"question_id": "q4", "model_a": "x", "model_b": "z", "winner": "model_b", "judge": "bob", "anony": false}
])json";

TEST(Arena, ReadsAnonymousBattles) {
  const auto imported = Import{"arena", "b.json", kBattles}.read();
  EXPECT_EQ(totals(imported.log, "x", "y"), (PairTotals{1, 0, 1}));
  EXPECT_EQ(totals(imported.log, "y", "z"), (PairTotals{0, 1, 1}));
  EXPECT_EQ(totals(imported.log, "x", "z"), (PairTotals{}));
  EXPECT_EQ(imported.report.skipped.size(), 1u);
  EXPECT_EQ(totals(Import{"arena", "b.json", kBattles, {"anony=all"}}.read().log, "z", "x"),
            (PairTotals{1, 0, 0}));
}

TEST(Arena, ChoosesJudgesAndTakesOneABattle) {
  EXPECT_EQ(comparisons_of(Import{"arena", "b.json", kBattles, {"where=[\"judge=a*\"]"}}.read().log), 2u);
  const auto once =
      Import{"arena", "b.json", kBattles, {"once_per=[\"question_id\"]", "both_bad=leave-out"}}.read();
  EXPECT_EQ(totals(once.log, "z", "y"), (PairTotals{1, 0, 0}));  // the first of q3 that was not left out
  EXPECT_THAT((Import{"arena", "b.json", kBattles, {"group=[\"judge\"]"}}.read().log.groups),
              ElementsAre("ann", "bob"));
}

TEST(Arena, SaysWhereABattleIsWrong) {
  const auto refusal = [](const std::string& text) { return Import{"arena", "b.json", text}.refusal(); };
  EXPECT_THAT(refusal("[{\"model_a\": \"x\", \"model_b\": \"y\",\n \"winner\": \"model_c\"}]"),
              AllOf(HasSubstr("b.json, line 1, column 'winner'"), HasSubstr("'model_c'")));
  EXPECT_THAT(refusal("[\n{\"model_a\": \"x\", \"winner\": \"tie\"}]"),
              AllOf(HasSubstr("line 2, column 'model_b'"), HasSubstr("missing")));
  EXPECT_THAT(refusal("[{\"model_a\": \"x\", "), HasSubstr("cut off"));
  EXPECT_THAT(refusal("[{\"model_a\": x}]"), HasSubstr("is no JSON"));
  EXPECT_THAT(refusal("[1, 2]"), HasSubstr("no JSON object"));
}

TEST(Pairs, ReadsWinnersAndLosers) {
  const auto imported = Import{
      "pairs",
      "m.csv",
      "won,lost,draw,times\nanna,bea,0,2\nbea,anna,1,1\n\"anna\",cleo,,1\ncleo,cleo,,1\n",
      {"winner=won", "loser=lost", "tied=draw",
       "count=times"}}.read();
  EXPECT_EQ(totals(imported.log, "anna", "bea"), (PairTotals{2, 0, 1}));
  EXPECT_EQ(totals(imported.log, "anna", "cleo"), (PairTotals{1, 0, 0}));
  EXPECT_EQ(imported.report.skipped.at("comparisons of a candidate with itself").count, 1u);
}

TEST(Pairs, ReadsSeveralAnnotators) {
  const auto imported =
      Import{
          "pairs",
          "p.json",
          R"([{"key": "x_y", "one": 1, "two": 2, "three": 0}, {"key": "y_x", "one": 1, "two": null, "three": 1}])",
          {"pair=key", "preference=[\"one\", \"two\", \"three\"]"}}
          .read();
  EXPECT_EQ(totals(imported.log, "x", "y"), (PairTotals{1, 3, 1}));
}

TEST(Pairs, ReadsNumbersBetweenOneAndTwo) {
  const Import alpaca{"pairs",
                      "a.jsonl",
                      "{\"generator_1\": \"x\", \"generator_2\": \"y\", \"preference\": 1.02}\n"
                      "{\"generator_1\": \"x\", \"generator_2\": \"y\", \"preference\": 1.5}\n"
                      "{\"generator_1\": \"x\", \"generator_2\": \"y\", \"preference\": 2}\n"
                      "{\"generator_1\": \"x\", \"generator_2\": \"y\", \"preference\": 0}\n"
                      "{\"generator_1\": \"x\", \"generator_2\": \"y\", \"preference\": null}\n",
                      {"first=generator_1", "second=generator_2", "scale=one-to-two"}};
  const auto imported = alpaca.read();
  EXPECT_EQ(totals(imported.log, "x", "y"), (PairTotals{1, 1, 2}));
  EXPECT_EQ(imported.report.skipped.at("rows without a preference").count, 1u);
}

TEST(Pairs, SayWhatIsWrong) {
  const auto refusal = [](const std::string& text, const Settings& sets) {
    return Import{"pairs", "p.csv", text, sets}.refusal();
  };
  EXPECT_THAT(
      refusal("model_a,model_b,preference\nx,y,3\n", {}),
      AllOf(HasSubstr("p.csv, line 2, column 'preference'"), HasSubstr("'3'"), HasSubstr("--drop-invalid")));
  EXPECT_THAT(refusal("model_a,model_b,better\nx,y,3\n", {}), HasSubstr("has no column 'preference'"));
  EXPECT_THAT(refusal("k,preference\nx_y_z,1\n", {"pair=k"}), HasSubstr("with one '_' between them"));
  EXPECT_THAT(refusal("k\n", {"winner=k"}), HasSubstr("--loser"));
  EXPECT_THAT(refusal("model_a,model_b,preference\nx,y,1.7\n", {"scale=one-to-two", "where=[\"nothing\"]"}),
              HasSubstr("is no condition"));
}

constexpr const char* kScores =
    "judge\tmodel\tprompt\tscore\n"
    "g\tx\t1\t7\ng\ty\t1\t6\ng\tz\t1\t6\n"
    "g\tx\t2\t5\ng\ty\t2\t9\n"
    "h\tx\t1\t1\nh\ty\t1\t9\nh\tz\t1\t\n";
const Settings kScoreColumns{"candidate=model", "item=prompt"};

Settings with(Settings sets, const std::string& more) {
  sets.push_back(more);
  return sets;
}

TEST(Scores, CompareCandidatesOnTheSameItem) {
  const auto imported = Import{"scores", "s.tsv", kScores, with(kScoreColumns, "where=[\"judge=g\"]")}.read();
  EXPECT_EQ(totals(imported.log, "x", "y"), (PairTotals{1, 1, 0}));
  EXPECT_EQ(totals(imported.log, "y", "z"), (PairTotals{0, 0, 1}));
  Settings far = with(with(kScoreColumns, "where=[\"judge=g\"]"), "margin=1");
  EXPECT_EQ(totals(Import{"scores", "s.tsv", kScores, far}.read().log, "x", "y"), (PairTotals{0, 1, 1}));
  far.push_back("better=lower");
  EXPECT_EQ(totals(Import{"scores", "s.tsv", kScores, far}.read().log, "x", "y"), (PairTotals{1, 0, 1}));
}

TEST(Scores, DoNotMixWhatWasScoredTwice) {
  EXPECT_THAT((Import{"scores", "s.tsv", kScores, kScoreColumns}.refusal()),
              AllOf(HasSubstr("line 7"), HasSubstr("scored before on item '1'"), HasSubstr("--group")));
  const auto imported = Import{"scores", "s.tsv", kScores, with(kScoreColumns, "group=[\"judge\"]")}.read();
  EXPECT_THAT(imported.log.groups, ElementsAre("g", "h"));
  EXPECT_EQ(of_groups(imported.log, std::vector<std::string>{"h"}).candidates.size(), 2u);
  EXPECT_EQ(imported.report.skipped.at("rows without a score").count, 1u);
}

TEST(Summary, FindsWinnersAndWhatIsNotConnected) {
  PreferenceBuilder builder;
  const auto group = builder.group("");
  const auto a = builder.candidate("a"), b = builder.candidate("b"), c = builder.candidate("c");
  builder.add(group, a, b, Outcome::a, 3);
  builder.add(group, b, a, Outcome::tie);
  PreferenceSummary summary = summary_of(builder.log(), 5);
  EXPECT_EQ(summary.components, 2u);
  EXPECT_FALSE(summary.condorcet_winner);
  EXPECT_THAT(summary.unjudged, ElementsAre(Pair{a, c}, Pair{b, c}));
  builder.add(group, c, a, Outcome::b);
  builder.add(group, c, b, Outcome::a);
  summary = summary_of(builder.log(), 5);
  EXPECT_EQ(summary.components, 1u);
  EXPECT_EQ(summary.condorcet_winner, a);
  EXPECT_EQ(summary.borda_best, a);
  EXPECT_DOUBLE_EQ(summary.borda[a.value], (3.5 / 4 + 1) / 2);
}

TEST(Groups, TogetherAreWhatTheyAreOneByOne) {
  const auto imported = Import{"scores", "s.tsv", kScores, with(kScoreColumns, "group=[\"judge\"]")}.read();
  std::uint64_t sum = 0;
  for (const std::string& group : imported.log.groups)
    sum += comparisons_of(of_groups(imported.log, std::span(&group, 1)));
  EXPECT_EQ(sum, comparisons_of(of_groups(imported.log, {})));
  EXPECT_THROW(of_groups(imported.log, std::vector<std::string>{"j"}), DataError);
}

}  // namespace
}  // namespace megabandit
