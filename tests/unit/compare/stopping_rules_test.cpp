// When a contest ends: thresholds, order of the rules, answers on known preferences.

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "compare/stopping/kinds/kk.hpp"
#include "instances.hpp"

namespace megabandit {
namespace {

using instances::one_at_a_time;
using instances::repeat;
using instances::Simulation;

TEST(KaufmannKoolen, IsThatOfTheReference) {
  EXPECT_NEAR(kaufmann_koolen(2), 10.868487, 1e-6);
  EXPECT_NEAR(kaufmann_koolen(5), 15.191399, 1e-6);
  EXPECT_NEAR(kaufmann_koolen(10), 21.446819, 1e-6);
}

/// When each of some rules would have ended one and the same contest.
std::vector<double> endings(const std::vector<std::string>& rules, double delta, int runs) {
  std::vector<double> ends(rules.size());
  for (int seed = 0; seed < runs; ++seed) {
    CompareSettings settings = one_at_a_time("challenger", "kk", delta);  // the last to end
    Simulation simulation(instances::u1(), settings, static_cast<std::uint64_t>(seed));
    std::vector<std::unique_ptr<StoppingRule>> stops;
    for (const std::string& rule : rules) {
      settings.stop = rule;
      stops.push_back(make_stopping_rule(5, settings));
    }
    std::vector<bool> ended(rules.size());
    while (std::find(ended.begin(), ended.end(), false) != ended.end() && simulation.wave())
      for (std::size_t i = 0; i < rules.size(); ++i)
        if (!ended[i] && stops[i]->standing(simulation.contest(), delta).status == Status::converged) {
          ended[i] = true;
          ends[i] += static_cast<double>(simulation.contest().comparisons()) / runs;
        }
  }
  return ends;
}

// Specification 7.4: 267 (hyb), 323 (product), 347 (average), 437 (ktmax), each of 200 runs with a standard
// error of some 12: 5 of them.
TEST(StoppingRules, EndWhenTheReferenceDoes) {
  const auto ends = endings({"hyb", "product", "average", "ktmax", "glrh"}, 0.1, 200);
  EXPECT_NEAR(ends[0], 267, 55);
  EXPECT_NEAR(ends[1], 323, 60);
  EXPECT_NEAR(ends[2], 347, 60);
  EXPECT_NEAR(ends[3], 437, 70);
  EXPECT_NEAR(ends[4], 217, 50);
  EXPECT_LT(ends[4], ends[0]);
  EXPECT_LT(ends[0], std::min(ends[1], ends[2]));
}

// Errors beyond delta by more than three standard errors would come once in 700 such tests.
TEST(StoppingRules, AreWrongAtMostDeltaOfTheTime) {
  const double delta = 0.1;
  const int runs = 300;
  for (const char* rule : {"challenger", "nemesis", "mix"})
    for (const auto& preferences : {instances::u1(), instances::u4()}) {
      const auto summary = repeat(preferences, one_at_a_time(rule, "hyb", delta), runs);
      EXPECT_LE(summary.wrong, delta + 3 * std::sqrt(delta * (1 - delta) / runs)) << rule;
      EXPECT_EQ(summary.capped, 0) << rule;
    }
}

// U4 by its nemeses and by the default rule: 133 and 216 comparisons, standard errors 5 and 8 of 200 runs.
TEST(StoppingRules, EndEarlyWhereOthersBeatTheRivalsMoreClearlyThanTheBest) {
  EXPECT_NEAR(repeat(instances::u4(), one_at_a_time("nemesis", "hyb", 0.1), 200).mean, 133, 25);
  EXPECT_NEAR(repeat(instances::u4(), one_at_a_time("challenger", "hyb", 0.1), 200).mean, 216, 40);
}

// No sampling makes the evidence against the best grow: candidate 0 is even with everyone, which is the
// hardest case.
TEST(StoppingRules, RarelyRefuteWhoIsEvenWithEveryone) {
  const double delta = 0.1;
  const int runs = 400, comparisons = 500;
  int refuted = 0;
  for (int seed = 0; seed < runs; ++seed) {
    Simulation simulation(instances::of_scores({0, 0, 0, 0, 0}), one_at_a_time("challenger", "hyb", delta),
                          static_cast<std::uint64_t>(seed));
    bool reached = false;
    for (int i = 0; i < comparisons && !reached; ++i) {
      simulation.wave();
      reached = simulation.contest().evidence().log_e(CandidateId(0)) >= std::log(1 / delta);
    }
    refuted += reached;
  }
  EXPECT_LE(refuted, runs * delta + 3 * std::sqrt(delta * (1 - delta) * runs));
}

CompareSettings identify_or_reject() {
  CompareSettings settings = one_at_a_time("challenger", "auto", 0.05);
  settings.alternatives = Alternatives::no_winner;
  return settings;
}

// Specification 7.4: 236 comparisons, always rejected.
TEST(IdentifyOrReject, SeesThatThereIsNoWinner) {
  const int runs = 100;
  double mean = 0;
  int rejected = 0;
  for (int seed = 0; seed < runs; ++seed) {
    const auto ending = Simulation(instances::rock_paper_scissors(0.7), identify_or_reject(),
                                   static_cast<std::uint64_t>(seed))
                            .run();
    rejected += ending.standing.status == Status::no_condorcet_winner;
    mean += static_cast<double>(ending.comparisons) / runs;
  }
  EXPECT_GE(rejected, 95);
  EXPECT_NEAR(mean, 236, 60);
}

TEST(IdentifyOrReject, AcceptsAWinner) {
  const int runs = 100;
  double mean = 0;
  int accepted = 0;
  for (int seed = 0; seed < runs; ++seed) {
    const auto ending =
        Simulation(instances::u1(), identify_or_reject(), static_cast<std::uint64_t>(seed)).run();
    accepted += ending.standing.status == Status::converged && ending.standing.leader == CandidateId(0);
    mean += static_cast<double>(ending.comparisons) / runs;
  }
  EXPECT_GE(accepted, 95);
  EXPECT_NEAR(mean, 538, 110);
}

TEST(IndifferenceZone, EndsSoonerAmongNearDuplicates) {
  const auto preferences = instances::of_scores({0.5, 0, 0.0, -0.2, -0.3});
  CompareSettings settings = one_at_a_time("challenger", "hyb", 0.1);
  const auto plain = repeat(preferences, settings, 60);
  settings.epsilon = 0.1;
  const auto zone = repeat(preferences, settings, 60);
  EXPECT_LT(zone.mean, 0.6 * plain.mean);
  EXPECT_LE(zone.wrong, 0.1 + 3 * std::sqrt(0.09 / 60));
}

TEST(Kinds, AreThoseOfTheTarget) {
  CompareSettings settings;
  EXPECT_EQ(sampling_rule_kind(settings).choice.name, "challenger");
  EXPECT_EQ(stopping_rule_kind(settings).choice.name, "hyb");
  settings.target = Target::bradley_terry;
  EXPECT_EQ(stopping_rule_kind(settings).choice.name, "hyb");
  settings.target = Target::condorcet;
  settings.alternatives = Alternatives::no_winner;
  EXPECT_EQ(stopping_rule_kind(settings).choice.name, "identify-or-reject");
}

TEST(Kinds, RefuseWhatDoesNotSuit) {
  CompareSettings settings;
  settings.stop = "identify-or-reject";
  EXPECT_THROW(make_stopping_rule(5, settings), ConfigError);
  settings = {};
  settings.alternatives = Alternatives::no_winner;
  settings.stop = "hyb";
  EXPECT_THROW(make_stopping_rule(5, settings), ConfigError);
  settings = {};
  settings.target = Target::borda;
  settings.rule = "challenger";
  EXPECT_THROW(make_sampling_rule(5, settings), ConfigError);
  settings = {};
  settings.rule = "challanger";
  EXPECT_THROW(make_sampling_rule(5, settings), ConfigError);
  settings.rule = "challenger";
  settings.rule_parameters = {{"rho", 1.5}};
  EXPECT_THROW(make_sampling_rule(5, settings), ConfigError);
}

}  // namespace
}  // namespace megabandit
