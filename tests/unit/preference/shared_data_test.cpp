// Published ballots, judgements and scores, where they lie beside the repository.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "preference/import/format.hpp"
#include "preference/summary.hpp"

namespace megabandit {
namespace {

const std::filesystem::path kData = MEGABANDIT_SHARED_DATA;

#define NEEDS(path)                             \
  if (!std::filesystem::exists(kData / (path))) \
  GTEST_SKIP() << (kData / (path)) << " is absent: real data is not part of the repository"

PreferenceLog read(const std::string& format, const std::vector<std::string>& paths,
                   const std::vector<std::string>& sets = {}) {
  PreferenceSources sources;
  for (const std::string& path : paths) sources.paths.push_back((kData / path).string());
  for (const auto& candidate : all_preference_formats()) {
    if (candidate->name() != format) continue;
    Schema schema;
    candidate->declare(schema);
    schema.read(ConfigText{}, sets);
    return candidate->read(sources).log;
  }
  return {};
}

/// Numbers of PrefLib count from 1.
std::uint32_t number(CandidateId id) { return id.value + 1; }

TEST(Dots, OrderIsKnown) {
  NEEDS("preflib/dots");
  for (const char file : {'1', '2', '3', '4'}) {
    const PreferenceSummary summary = summary_of(
        of_groups(read("preflib", {std::string("preflib/dots/00024-0000000") + file + ".soc"}), {}), 0);
    EXPECT_EQ(number(summary.condorcet_winner.value()), 1u) << file;
    EXPECT_TRUE(std::is_sorted(summary.borda.rbegin(), summary.borda.rend())) << file;
  }
}

TEST(Irish, CondorcetWinnerIsTen) {
  NEEDS("preflib/irish");
  const std::string path = "preflib/irish/00001-00000001.soi";
  const auto summary = summary_of(of_groups(read("preflib", {path}, {"preflib.unlisted=worse"}), {}), 0);
  EXPECT_EQ(number(summary.condorcet_winner.value()), 10u);
}

TEST(Shirts, HaveNoCondorcetWinner) {
  NEEDS("preflib/shirt");
  const auto summary = summary_of(of_groups(read("preflib", {"preflib/shirt/00012-00000001.soc"}), {}), 0);
  EXPECT_FALSE(summary.condorcet_winner);
  EXPECT_EQ(number(summary.borda_best), 10u);
}

TEST(Breakfast, WinnerDependsOnTheSituation) {
  NEEDS("preflib/breakfast");
  std::vector<std::string> paths;
  for (const char file : {'2', '3', '4', '5', '6', '7'})
    paths.push_back(std::string("preflib/breakfast/00035-0000000") + file + ".soc");
  const PreferenceLog log = read("preflib", paths);
  ASSERT_EQ(log.groups.size(), 6u);
  ASSERT_EQ(log.candidates.size(), 15u);
  std::vector<std::uint32_t> winners;
  for (const std::string& group : log.groups)
    winners.push_back(number(summary_of(of_groups(log, std::span(&group, 1)), 0).condorcet_winner.value()));
  EXPECT_EQ(winners, (std::vector<std::uint32_t>{12, 2, 9, 2, 12, 12}));
}

TEST(PandaLm, WinRatesAreThoseOfItsPeople) {
  NEEDS("pandalm-human");
  const PreferenceLog log = of_groups(
      read("pairs", {"pandalm-human/testset-v1.json.gz"},
           {"pairs.pair=cmp_key", "pairs.preference=[\"annotator1\", \"annotator2\", \"annotator3\"]"}),
      {});
  EXPECT_EQ(comparisons_of(log), 3u * 999);
  std::vector<double> share(5, 0), comparisons(5, 0);
  for (const auto& [group, pair, totals] : log.pairs) {
    const auto ties = static_cast<double>(totals.ties) / 2;
    share[pair.a.value] += static_cast<double>(totals.a_wins) + ties;
    share[pair.b.value] += static_cast<double>(totals.b_wins) + ties;
    comparisons[pair.a.value] += static_cast<double>(comparisons_of(totals));
    comparisons[pair.b.value] += static_cast<double>(comparisons_of(totals));
  }
  const std::map<std::string, double> published{{"llama-7b", .704},
                                                {"pythia-6.9b", .526},
                                                {"bloom-7b", .491},
                                                {"opt-7b", .430},
                                                {"cerebras-gpt-6.7B", .333}};
  for (std::size_t k = 0; k < 5; ++k)
    EXPECT_NEAR(share[k] / comparisons[k], published.at(log.candidates[k]), 0.0005) << log.candidates[k];
}

// The best mean score is also the best share of duels, whose Condorcet winner may be another.
TEST(WildBench, BestModelOfEachJudgeIsTheOneWithTheBestScores) {
  NEEDS("wildbench-scores");
  const PreferenceLog log =
      read("scores", {"wildbench-scores/scores.tsv.gz"},
           {"scores.candidate=model", "scores.item=session_id", "scores.group=[\"version\", \"judge\"]"});
  ASSERT_EQ(log.groups.size(), 3u);
  std::map<std::size_t, std::string> best;  // by the number of models
  for (const std::string& group : log.groups) {
    const PreferenceLog part = of_groups(log, std::span(&group, 1));
    const PreferenceSummary summary = summary_of(part, 0);
    best[part.candidates.size()] = part.candidates[summary.borda_best.value];
  }
  EXPECT_EQ(best.at(12), "Qwen1.5-72B-Chat-greedy");
  EXPECT_EQ(best.at(9), "Qwen1.5-72B-Chat");
  EXPECT_EQ(best.at(8), "Qwen1.5-72B-Chat-greedy");
}

}  // namespace
}  // namespace megabandit
