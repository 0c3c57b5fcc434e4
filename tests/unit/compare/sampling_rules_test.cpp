// Laws of the sampling rules that assume nothing of preferences.

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "compare/sampling/draws.hpp"
#include "compare/sampling/exploration.hpp"
#include "instances.hpp"

namespace megabandit {
namespace {

using instances::Simulation;

CompareSettings in_waves(const std::string& rule, std::uint64_t wave) {
  CompareSettings settings;
  settings.rule = rule;
  settings.wave = wave;
  settings.budget = 1'000'000;
  return settings;
}

const std::vector<std::string>& adaptive() {
  static const std::vector<std::string> names{"challenger", "nemesis",      "leader",       "mix",
                                              "half",       "track-leader", "track-nemesis"};
  return names;
}

std::uint64_t least_compared(const PairCounts& counts) {
  std::uint64_t least = ~std::uint64_t{0};
  for (std::uint32_t a = 0; a < counts.candidates(); ++a)
    for (std::uint32_t b = a + 1; b < counts.candidates(); ++b) {
      const PairTotals totals = counts.totals({CandidateId(a), CandidateId(b)});
      least = std::min(least, totals.a_wins + totals.b_wins + totals.ties);
    }
  return least;
}

TEST(AdaptiveRules, LookAtEveryPairFirstAndNeverLetOneFallFarBehind) {
  for (const std::string& rule : adaptive())
    for (const std::uint64_t wave : {1, 7, 64}) {
      Simulation simulation(instances::u2(), in_waves(rule, wave), 3);
      while (simulation.contest().comparisons() < 45) simulation.wave();
      EXPECT_EQ(least_compared(simulation.contest().counts()), 1) << rule;
      while (simulation.contest().comparisons() < 8000) simulation.wave();
      // Each choice makes up for the least compared pair if it lacks; the bound grows by less than a wave.
      const double t = static_cast<double>(simulation.contest().comparisons());
      EXPECT_GE(static_cast<double>(least_compared(simulation.contest().counts())),
                0.5 * std::sqrt(t / 45) - 1)
          << rule;
    }
}

// Of many candidates not every pair is looked at: three matchings, then all against the leader after them.
TEST(AdaptiveRules, LookAtManyCandidatesSparsely) {
  const int size = 101;
  Simulation simulation(instances::ladder(size, 0.1), in_waves("challenger", 10), 5);
  while (simulation.contest().comparisons() < 150) simulation.wave();
  for (std::uint32_t j = 0; j < size; ++j)  // one may stay out of each matching
    EXPECT_GE(simulation.contest().counts().opponents(CandidateId(j)).size(), 1);
  for (int i = 0; i < 10; ++i) simulation.wave();
  std::size_t most = 0;
  for (std::uint32_t j = 0; j < size; ++j)
    most = std::max(most, simulation.contest().counts().opponents(CandidateId(j)).size());
  EXPECT_EQ(most, size - 1);
}

// The whole state goes through a file: what follows is the same to the last bit, wherever it is cut.
TEST(AdaptiveRules, GoOnFromASavedStateBitForBit) {
  for (const std::string& rule : adaptive())
    for (const int waves : {2, 11, 60}) {
      const auto preferences = waves == 11 ? instances::ladder(80, 0.1) : instances::u4();
      Simulation straight(preferences, in_waves(rule, 9), 8), cut(preferences, in_waves(rule, 9), 8);
      for (int i = 0; i < waves; ++i) straight.wave();
      SavedState state;
      straight.contest().save(state);
      straight.rule().save(state);
      cut.contest().load(state);
      cut.rule().load(state);
      for (int i = 0; i < 30; ++i) {
        straight.wave();
        cut.wave();
      }
      SavedState one, other;
      straight.contest().save(one);
      straight.rule().save(one);
      cut.contest().save(other);
      cut.rule().save(other);
      EXPECT_EQ(one.numbers, other.numbers) << rule;
      EXPECT_EQ(one.arrays, other.arrays) << rule;
      for (std::uint32_t j = 0; j < straight.contest().candidates(); ++j)
        EXPECT_EQ(straight.contest().evidence().log_e(CandidateId(j)),
                  cut.contest().evidence().log_e(CandidateId(j)));
      EXPECT_EQ(straight.contest().leader(), cut.contest().leader());
    }
}

// Within a wave a challenger does not take everything: it counts as partly refuted already. Four that are
// refuted alike, and even among each other, get about a quarter each.
TEST(AdaptiveRules, SpreadALargeWave) {
  Contest contest(5, 0, nullptr);
  Wave known;
  std::vector<PairTotals> totals;
  for (std::uint32_t a = 0; a < 5; ++a)
    for (std::uint32_t b = a + 1; b < 5; ++b) {
      known.planned.push_back({{CandidateId(a), CandidateId(b)}, CandidateId(a), 10});
      totals.push_back(a == 0 ? PairTotals{6, 4, 0} : PairTotals{5, 5, 0});
    }
  contest.observe(known, totals);
  const auto rule = make_sampling_rule(5, in_waves("challenger", 400));
  const Wave wave = choose_wave(*rule, contest, 1, 400, {});
  std::map<CandidateId, std::uint32_t> subjects;
  for (const Planned& planned : wave.planned) subjects[planned.subject] += planned.count;
  EXPECT_EQ(subjects.size(), 4);
  for (const auto& [subject, count] : subjects) EXPECT_NEAR(count, 100, 25);
}

// Also where the leader takes its turn before anybody was compared.
TEST(AdaptiveRules, CompareNobodyWithItself) {
  for (const std::string& name : adaptive()) {
    CompareSettings settings = in_waves(name, 100);
    settings.alternatives = Alternatives::no_winner;
    const auto rule = make_sampling_rule(4, settings);
    for (const Planned& planned : choose_wave(*rule, Contest(4, 0, nullptr), 1, 100, {}).planned)
      EXPECT_LT(planned.pair.a, planned.pair.b) << name;
  }
}

// The nemesis that is drawn with closed laws for who was never beaten or met, and the one drawn rival by
// rival, have the same distribution: 3000 draws each, shares within 4.5 standard errors.
TEST(Thompson, TreatsThoseNeverBeatenAsIfEachWereDrawn) {
  PairCounts counts(6);
  counts.add({CandidateId(1), CandidateId(2)}, {3, 4, 2});
  counts.add({CandidateId(2), CandidateId(4)}, {1, 1, 0});
  counts.add({CandidateId(2), CandidateId(5)}, {0, 2, 0});
  counts.add({CandidateId(0), CandidateId(2)}, {1, 0, 0});
  const int draws = 3000;
  const Contest contest(6, 0, nullptr);
  const std::vector<Choosing> none;
  std::map<std::uint32_t, double> sparse, plain;
  for (std::uint64_t i = 0; i < draws; ++i) {
    Draws one(Draft{contest, 1, i, 1, none});
    sparse[thompson_nemesis(counts, CandidateId(2), one).value] += 1.0 / draws;
    Draws other(Draft{contest, 2, i, 1, none});
    std::uint32_t lowest = 0;
    double least = 2;
    for (std::uint32_t k = 0; k < 6; ++k) {
      if (k == 2) continue;
      const auto wins = static_cast<double>(counts.wins(CandidateId(2), CandidateId(k)));
      const auto losses = static_cast<double>(counts.wins(CandidateId(k), CandidateId(2)));
      if (const double share = other.beta(wins + 1, losses + 1); share < least) least = share, lowest = k;
    }
    plain[lowest] += 1.0 / draws;
  }
  EXPECT_EQ(sparse.count(2), 0);
  for (const std::uint32_t k : {0u, 1u, 3u, 4u, 5u})
    EXPECT_NEAR(sparse[k], plain[k], 4.5 * std::sqrt(2 * plain[k] * (1 - plain[k]) / draws)) << k;
}

TEST(Draws, OfABetaHaveItsMeanAndVariance) {
  const Contest contest(2, 0, nullptr);
  const std::vector<Choosing> none;
  for (const auto& [a, b] :
       {std::pair(1., 1.), std::pair(1., 4.), std::pair(3., 1.), std::pair(2., 7.), std::pair(60., 40.)}) {
    const int draws = 4000;
    double sum = 0, squares = 0;
    for (std::uint64_t i = 0; i < draws; ++i) {
      Draws draw(Draft{contest, 9, i, 1, none});
      const double x = draw.beta(a, b);
      sum += x / draws;
      squares += x * x / draws;
    }
    const double mean = a / (a + b), variance = mean * (1 - mean) / (a + b + 1);
    EXPECT_NEAR(sum, mean, 4 * std::sqrt(variance / draws));
    // Their kurtosis is at most 3.8: a standard error below 1.7 variance / sqrt(draws).
    EXPECT_NEAR(squares - sum * sum, variance, 4 * 1.7 * variance / std::sqrt(draws));
  }
}

}  // namespace
}  // namespace megabandit
