#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "compare/targets/borda.hpp"
#include "compare/targets/copeland.hpp"
#include "instances.hpp"

namespace megabandit {
namespace {

using namespace instances;

CompareSettings settings_for(Target target, double delta) {
  CompareSettings settings = one_at_a_time("auto", "auto", delta);
  settings.target = target;
  return settings;
}

/// A wave of comparisons of 0 and 1 in which `subject` is the subject.
void observe(Contest& contest, std::uint32_t subject, const PairTotals& totals) {
  Wave wave;
  wave.planned.push_back({{CandidateId(0), CandidateId(1)},
                          CandidateId(subject),
                          static_cast<std::uint32_t>(totals.a_wins + totals.b_wins + totals.ties)});
  contest.observe(wave, std::span(&totals, 1));
}

/// 0 beats everyone, narrowly; 1 wins more in all.
Preferences condorcet_is_not_borda() {
  Preferences preferences(4, 4);
  preferences << .5, .6, .6, .6, .4, .5, .95, .95, .4, .05, .5, .5, .4, .05, .5, .5;
  return preferences;
}

/// 0 beats three of four, 1 and 2 two, 3 one and 4 two: no Condorcet winner.
Preferences copeland_without_condorcet() {
  Preferences preferences(5, 5);
  preferences << .5, .75, .75, .75, .25, .25, .5, .75, .75, .25, .25, .25, .5, .75, .75, .25, .25, .25, .5,
      .75, .75, .75, .25, .25, .5;
  return preferences;
}

TEST(BordaEvidence, as_worked_out_by_hand) {
  Contest contest(2, 0, nullptr);
  observe(contest, 0, {1, 0, 0});
  // E_1: KT(1, 0) = 1/2; p = 0 wins of none: sup over p_1 >= p_0 of p_0 = 1.
  EXPECT_NEAR(BordaEvidence(contest).against(CandidateId(1)), std::log(0.5), 1e-12);
  observe(contest, 1, {1, 0, 0});
  // KT(1, 0) KT(0, 1) = 1/4; the best with p_1 >= p_0 is p = 1/2 for both: 1/4.
  EXPECT_NEAR(BordaEvidence(contest).against(CandidateId(1)), 0, 1e-12);
  EXPECT_NEAR(BordaEvidence(contest).against(CandidateId(0)), std::log(0.25), 1e-12);
  EXPECT_EQ(BordaEvidence(contest).leader(), CandidateId(0));
}

TEST(BordaEvidence, a_tie_is_half_a_win_of_the_subject) {
  Contest contest(2, 0, nullptr);
  observe(contest, 1, {1, 0, 3});
  const BordaEvidence evidence(contest);
  EXPECT_EQ(evidence.form(CandidateId(1)).wins, 1.5);
  EXPECT_EQ(evidence.form(CandidateId(1)).losses, 2.5);
  EXPECT_EQ(evidence.form(CandidateId(0)).wins, 0);
}

TEST(BordaEvidence, against_the_best_it_grows_rarely) {
  // Everyone alike: everyone is a best one, and P(E_0 ever reaches 1 / delta) <= delta. Ties included.
  constexpr int kRuns = 1000;
  int reached = 0;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    Contest contest(2, 0, nullptr);
    bool refuted = false;
    for (std::uint64_t t = 0; t < 200 && !refuted; ++t) {
      const double u = uniform({seed, Stream::judgement, 0, t});
      PairTotals totals;
      totals.add(u < 0.4 ? Outcome::a : u < 0.6 ? Outcome::tie : Outcome::b);
      observe(contest, t % 2, totals);
      refuted = BordaEvidence(contest).against(CandidateId(0)) >= std::log(5);
    }
    reached += refuted;
  }
  EXPECT_LE(reached, kRuns * 0.2 + 3 * std::sqrt(kRuns * 0.2 * 0.8));
}

TEST(Borda, finds_who_wins_most_though_it_does_not_beat_everyone) {
  int wrong = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Ending ending = Simulation(condorcet_is_not_borda(), settings_for(Target::borda, 0.1), seed).run();
    EXPECT_EQ(ending.standing.status, Status::converged);
    wrong += ending.standing.leader != CandidateId(1);
  }
  EXPECT_LE(wrong, 19);  // 100 delta + 3 sqrt(100 delta (1 - delta))
}

TEST(Borda, opponents_are_drawn_alike_whatever_the_subject) {
  CompareSettings settings = settings_for(Target::borda, 0.1);
  settings.wave = 6000;
  Simulation simulation(condorcet_is_not_borda(), settings, 3);
  simulation.wave();
  std::vector<double> met(4);
  simulation.contest().counts().for_each([&](Pair pair, const PairTotals& totals) {
    met[pair.a.value] += static_cast<double>(totals.a_wins + totals.b_wins);
    met[pair.b.value] += static_cast<double>(totals.a_wins + totals.b_wins);
  });
  for (std::uint32_t j = 0; j < 4; ++j) {  // those that were not subjects were opponents
    const auto own = static_cast<double>(simulation.contest().subject_comparisons(CandidateId(j)));
    const double expected = (6000 - own) / 3;
    EXPECT_NEAR(met[j] - own, expected, 4 * std::sqrt(expected));
  }
}

TEST(CopelandEvidence, is_the_level_up_to_which_the_leader_is_certain) {
  Contest contest(3, 0, nullptr);
  Wave wave;
  wave.planned = {{{CandidateId(0), CandidateId(1)}, CandidateId(0), 20},
                  {{CandidateId(0), CandidateId(2)}, CandidateId(0), 10},
                  {{CandidateId(1), CandidateId(2)}, CandidateId(1), 4}};
  const std::vector<PairTotals> totals{{20, 0, 0}, {10, 0, 0}, {2, 2, 0}};
  contest.observe(wave, totals);
  CopelandEvidence evidence(3);
  evidence.observe(contest);
  EXPECT_EQ(evidence.leader(), CandidateId(0));
  // Against 2: its own loss to 0 counts for both, so that one decision is enough. 1 the same, and is surer.
  const double lost_of_2 = contest.evidence().pairwise(CandidateId(2), CandidateId(0));
  EXPECT_EQ(evidence.against(CandidateId(2)), lost_of_2);
  EXPECT_EQ(evidence.least_refuted(), CandidateId(2));
  EXPECT_NEAR(evidence.threshold(0.1), std::log(60), 1e-12);
}

TEST(Copeland, finds_who_beats_most_where_nobody_beats_everyone) {
  int wrong = 0;
  std::uint64_t comparisons = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Ending ending =
        Simulation(copeland_without_condorcet(), settings_for(Target::copeland, 0.1), seed).run();
    EXPECT_EQ(ending.standing.status, Status::converged);
    wrong += ending.standing.leader != CandidateId(0);
    comparisons += ending.comparisons;
  }
  EXPECT_LE(wrong, 19);
  EXPECT_LT(comparisons / 100,
            700);  // all ten pairs decided, one after the other: about 45 each for 10 log 20/.1
}

TEST(Copeland, goes_on_from_what_was_saved) {
  const CompareSettings settings = settings_for(Target::copeland, 0.1);
  const auto one = make_stopping_rule(5, settings), other = make_stopping_rule(5, settings);
  Contest contest(5, 0, nullptr);
  const auto rule = make_sampling_rule(5, settings);
  for (int i = 0; i < 50; ++i) {
    const Wave wave = choose_wave(*rule, contest, 7, 3, {});
    const auto totals = outcomes(copeland_without_condorcet(), wave, 7);
    contest.observe(wave, totals);
    one->observe(contest, wave, totals);
  }
  SavedState state;
  one->save(state);
  other->load(state);
  for (std::uint32_t j = 0; j < 5; ++j)
    EXPECT_EQ(one->against(contest, CandidateId(j)), other->against(contest, CandidateId(j)));
}

TEST(Targets, no_indifference_zone_but_for_who_beats_everyone) {
  for (const Target target : {Target::copeland, Target::borda}) {
    CompareSettings settings = settings_for(target, 0.1);
    settings.epsilon = 0.01;
    EXPECT_THROW(make_stopping_rule(5, settings), ConfigError);
  }
}

}  // namespace
}  // namespace megabandit
