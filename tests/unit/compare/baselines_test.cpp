#include "compare/sampling/baselines/baselines.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "compare/sampling/baselines/posterior_signs.hpp"
#include "instances.hpp"

namespace megabandit {
namespace {

using namespace instances;

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const SamplingRuleKind& kind : sampling::baselines::kinds()) names.push_back(kind.choice.name);
  return names;
}

CompareSettings settings_of(const std::string& rule, std::uint64_t wave, double delta = 0.1) {
  CompareSettings settings = one_at_a_time(rule, "hyb", delta);
  settings.wave = wave;
  settings.budget = 4000;
  return settings;
}

/// Waves of a rule on known preferences, until it has no more questions.
struct Play {
  Play(Preferences known, const CompareSettings& given)
      : preferences(std::move(known)),
        settings(given),
        contest(static_cast<std::uint64_t>(preferences.rows()), 0, nullptr),
        rule(make_sampling_rule(contest.candidates(), given)) {}

  Wave wave(std::uint64_t seed) {
    const std::uint64_t size = wave_size(settings, contest.comparisons());
    Wave wave = choose_wave(*rule, contest, seed, size, {});
    contest.observe(wave, outcomes(preferences, wave, seed));
    return wave;
  }
  bool over() const { return rule->exhausted(contest) || wave_size(settings, contest.comparisons()) == 0; }

  Preferences preferences;
  CompareSettings settings;
  Contest contest;
  std::unique_ptr<SamplingRule> rule;
};

std::vector<std::tuple<Pair, CandidateId, std::uint32_t>> what(const Wave& wave) {
  std::vector<std::tuple<Pair, CandidateId, std::uint32_t>> planned;
  for (const Planned& some : wave.planned) planned.emplace_back(some.pair, some.subject, some.count);
  return planned;
}

class EveryBaseline : public testing::TestWithParam<std::string> {};

TEST_P(EveryBaseline, asks_for_pairs_of_candidates) {
  for (const std::uint64_t size : {1, 7, 64})
    for (const Preferences& preferences : {u1(), u4(), ladder(2, 0.5)}) {
      CompareSettings settings = settings_of(GetParam(), size);
      settings.budget = 500;
      Play play(preferences, settings);
      while (!play.over())
        for (const auto& [pair, subject, count] : what(play.wave(3))) {
          ASSERT_LT(pair.a, pair.b);
          ASSERT_LT(pair.b.value, play.contest.candidates());
          ASSERT_TRUE(subject == pair.a || subject == pair.b);
        }
      EXPECT_LE(play.contest.comparisons(), 500);
    }
}

TEST_P(EveryBaseline, goes_on_from_what_it_saved) {
  for (const std::uint64_t size : {1, 5}) {
    Play play(u6(), settings_of(GetParam(), size));
    for (int i = 0; i < 150 && !play.over(); ++i) play.wave(11);
    SavedState state;
    play.contest.save(state);
    play.rule->save(state);
    Play again(u6(), settings_of(GetParam(), size));
    again.contest.load(state);
    again.rule->load(state);
    for (int i = 0; i < 60; ++i) {
      ASSERT_EQ(play.over(), again.over());
      if (play.over()) break;
      ASSERT_EQ(what(play.wave(11)), what(again.wave(11))) << "wave " << i;
    }
  }
}

TEST_P(EveryBaseline, finds_the_best_in_the_end) {
  // Wrong at most a tenth of the time: more than 5 of 20 has a chance below .002.
  int wrong = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Play play(u1(), settings_of(GetParam(), 1));
    const auto stop = make_stopping_rule(5, play.settings);
    while (!play.over() && stop->standing(play.contest, 0.1).status == Status::open) play.wave(seed);
    wrong += play.rule->answer(play.contest) != CandidateId(0);
  }
  EXPECT_LE(wrong, 5);
}

INSTANTIATE_TEST_SUITE_P(all, EveryBaseline, testing::ValuesIn(names()), [](const auto& one) {
  std::string name = one.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Uniform, every_pair_and_each_of_a_pair_as_subject_alike) {
  Play play(u1(), settings_of("uniform", 4000));
  const Wave wave = play.wave(5);
  ASSERT_EQ(wave.planned.size(), 20);  // pairs and subjects
  double chi_square = 0;
  for (const Planned& some : wave.planned) chi_square += (some.count - 200.0) * (some.count - 200.0) / 200;
  EXPECT_LT(chi_square, 43.8);  // 19 degrees of freedom, chance .001
}

TEST(RoundRobin, all_pairs_in_turn) {
  Play play(ladder(7, 0.1), settings_of("round-robin", 1));
  std::vector<Pair> pairs;
  for (int i = 0; i < 42; ++i) pairs.push_back(play.wave(1).planned.front().pair);
  EXPECT_TRUE(std::is_sorted(pairs.begin(), pairs.begin() + 21));
  EXPECT_EQ(std::set(pairs.begin(), pairs.begin() + 21).size(), 21);
  EXPECT_TRUE(std::equal(pairs.begin(), pairs.begin() + 21, pairs.begin() + 21));
}

TEST(SuccessiveElimination, the_refuted_are_never_asked_again) {
  Play play(u1(), settings_of("sel", 1));
  std::set<std::uint32_t> refuted;
  for (int i = 0; i < 1000 && refuted.size() < 4; ++i) {
    const Pair pair = play.wave(2).planned.front().pair;
    EXPECT_FALSE(refuted.contains(pair.a.value) || refuted.contains(pair.b.value));
    for (std::uint32_t j = 0; j < 5; ++j)
      if (play.contest.evidence().log_e(CandidateId(j)) >= -std::log(0.1)) refuted.insert(j);
  }
  EXPECT_EQ(refuted, (std::set<std::uint32_t>{1, 2, 3, 4}));
}

TEST(SequentialHalving, spends_what_it_was_given) {
  CompareSettings settings = settings_of("sequential-halving", 1);
  settings.rule_parameters = {{"comparisons", 1000}};
  int wrong = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Play play(u6(), settings);
    while (!play.over()) play.wave(seed);
    EXPECT_TRUE(play.rule->exhausted(play.contest));
    EXPECT_LE(play.contest.comparisons(), 1000);
    EXPECT_GE(play.contest.comparisons(), 950);  // quotas are rounded down, in each of 4 stages
    wrong += play.rule->answer(play.contest).value > 1;
  }
  EXPECT_LE(wrong, 10);  // more often than not one of the two best of 16
}

TEST(SequentialHalving, waves_end_with_the_stage) {
  CompareSettings settings = settings_of("sequential-halving", 900);
  settings.rule_parameters = {{"comparisons", 1000}};
  Play play(u6(), settings);
  int waves = 0;
  for (; !play.over(); ++waves) play.wave(3);
  EXPECT_EQ(waves, 4);  // of 16, 8, 4 and 2 survivors
  EXPECT_LE(play.contest.comparisons(), 1000);
}

TEST(SequentialHalving, too_few_comparisons_are_refused) {
  CompareSettings settings = settings_of("sequential-halving", 1);
  settings.rule_parameters = {{"comparisons", 63}};
  EXPECT_THROW(make_sampling_rule(16, settings), ConfigError);
}

TEST(Knockout, wrong_at_most_delta_of_the_time) {
  int wrong = 0;
  std::uint64_t comparisons = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Play play(u1(), settings_of("knockout", 1, 0.2));
    while (!play.over()) play.wave(seed);
    ASSERT_TRUE(play.rule->exhausted(play.contest));
    wrong += play.rule->answer(play.contest) != CandidateId(0);
    comparisons += play.contest.comparisons();
  }
  EXPECT_LE(wrong, 32);  // 100 delta + 3 sqrt(100 delta (1 - delta))
  EXPECT_LT(comparisons / 100, 1000);
}

TEST(Knockout, a_judge_that_always_ties_ends_at_the_longest_match) {
  CompareSettings settings = settings_of("knockout", 1);
  settings.rule_parameters = {{"longest", 30}};
  Contest contest(4, 0, nullptr);
  const auto rule = make_sampling_rule(4, settings);
  while (!rule->exhausted(contest) && contest.comparisons() < 1000) {
    const Wave wave = choose_wave(*rule, contest, 1, 1, {});
    const PairTotals tie{0, 0, 1};
    contest.observe(wave, std::span(&tie, 1));
  }
  EXPECT_EQ(contest.comparisons(), 90);
}

TEST(Knockout, no_match_is_longer_for_a_large_wave) {
  CompareSettings settings = settings_of("knockout", 500);
  settings.rule_parameters = {{"longest", 30}};
  Play play(u6(), settings);
  while (!play.over()) play.wave(2);
  play.contest.counts().for_each(
      [](Pair, const PairTotals& totals) { EXPECT_LE(totals.a_wins + totals.b_wins, 30); });
  EXPECT_LE(play.contest.comparisons(), 15 * 30);
}

TEST(Arena, prefers_pairs_that_were_compared_less) {
  Play play(u5(), settings_of("arena", 1));
  for (int i = 0; i < 2000; ++i) play.wave(4);
  std::vector<std::uint64_t> plays;
  play.contest.counts().for_each(
      [&](Pair, const PairTotals& totals) { plays.push_back(totals.a_wins + totals.b_wins); });
  ASSERT_EQ(plays.size(), 10);
  // Uniform pairs would differ by some 4 sqrt(200) = 57; a gain of N^-3/2 pulls them together.
  EXPECT_LT(*std::ranges::max_element(plays) - *std::ranges::min_element(plays), 50);
}

TEST(PosteriorSigns, the_chance_to_be_ahead) {
  EXPECT_NEAR(sampling::baselines::probability_ahead(0, 0), 0.5, 1e-12);
  EXPECT_NEAR(sampling::baselines::probability_ahead(1, 0), 0.75, 1e-12);       // 1 - 1/2^2
  EXPECT_NEAR(sampling::baselines::probability_ahead(2, 1), 11.0 / 16, 1e-12);  // binomial sum of 4
  for (const auto& [wins, losses] : {std::pair{3.0, 9.0}, std::pair{300.0, 260.0}, std::pair{1e4, 1e4 + 50}})
    EXPECT_NEAR(sampling::baselines::probability_ahead(wins, losses) +
                    sampling::baselines::probability_ahead(losses, wins),
                1, 1e-8);
}

TEST(Baselines, tables_of_pairs_have_a_limit) {
  EXPECT_THROW(make_sampling_rule(kDenseCandidates + 1, settings_of("rucb", 1)), ConfigError);
  EXPECT_NO_THROW(make_sampling_rule(100'000, settings_of("round-robin", 1)));
}

TEST(Baselines, opponents_for_borda_scores_are_drawn_at_random) {
  CompareSettings settings = settings_of("round-robin", 1);
  settings.target = Target::borda;
  settings.stop = "auto";
  EXPECT_THROW(make_sampling_rule(5, settings), ConfigError);
  settings.rule = "uniform";
  EXPECT_NO_THROW(make_sampling_rule(5, settings));
}

}  // namespace
}  // namespace megabandit
