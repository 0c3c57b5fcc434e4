// What every rank knows after some waves.

#include "compare/contest/contest.hpp"

#include <gtest/gtest.h>

#include "instances.hpp"

namespace megabandit {
namespace {

using instances::Simulation;

Pair pair(std::uint32_t a, std::uint32_t b) { return {CandidateId(a), CandidateId(b)}; }

// A pair in two rows, by subject, is one bet: the same as one row.
TEST(Contest, MergesTheRowsOfAPair) {
  Contest split(3, 0, nullptr), whole(3, 0, nullptr);
  const PairTotals first{1, 6, 1}, second{3, 4, 0}, sum{4, 10, 1};
  split.observe({0, 0, {{pair(0, 2), CandidateId(0), 8}, {pair(0, 2), CandidateId(2), 7}}},
                std::vector{first, second});
  whole.observe({0, 0, {{pair(0, 2), CandidateId(0), 15}}}, std::vector{sum});
  EXPECT_EQ(split.counts().totals(pair(0, 2)), sum);
  for (std::uint32_t j = 0; j < 3; ++j)
    EXPECT_EQ(split.evidence().log_e(CandidateId(j)), whole.evidence().log_e(CandidateId(j)));
  EXPECT_EQ(split.subject_wins(CandidateId(0)), 1.5);
  EXPECT_EQ(split.subject_comparisons(CandidateId(0)), 8);
  EXPECT_EQ(split.subject_wins(CandidateId(2)), 4);
}

// Outcomes of a wave are counted, so that they may come in any order: the state is the same to the last bit.
TEST(Contest, DoesNotSeeTheOrderInWhichOutcomesOfAWaveArrive) {
  CompareSettings settings;
  settings.wave = 40;
  Contest forward(10, 0, nullptr), backward(10, 0, nullptr);
  const auto rule = make_sampling_rule(10, settings);
  for (std::uint64_t i = 0; i < 30; ++i) {
    const Wave wave = choose_wave(*rule, forward, 5, 40, {});
    std::vector<std::pair<std::size_t, Outcome>> arrived;  // row of the wave, outcome
    std::uint64_t ticket = wave.first_ticket;
    for (std::size_t row = 0; row < wave.planned.size(); ++row)
      for (std::uint32_t k = 0; k < wave.planned[row].count; ++k)
        arrived.emplace_back(row, instances::outcome(instances::u2(), wave.planned[row].pair, 5, ticket++));
    std::vector<PairTotals> one(wave.planned.size()), other(wave.planned.size());
    for (auto a = arrived.begin(); a != arrived.end(); ++a) one[a->first].add(a->second);
    for (auto a = arrived.rbegin(); a != arrived.rend(); ++a) other[a->first].add(a->second);
    forward.observe(wave, one);
    backward.observe(wave, other);
  }
  SavedState one, other;
  forward.save(one);
  backward.save(other);
  EXPECT_EQ(one.arrays, other.arrays);
  for (std::uint32_t j = 0; j < 10; ++j)
    EXPECT_EQ(forward.evidence().log_e(CandidateId(j)), backward.evidence().log_e(CandidateId(j)));
}

TEST(Contest, LedByTheLeastCostThenByWhoIsAheadOfMoreThenByTheFirst) {
  Contest contest(4, 0, nullptr);
  EXPECT_EQ(contest.leader(), CandidateId(0));
  contest.observe({0, 0, {{pair(2, 3), CandidateId(2), 1}}}, std::vector{PairTotals{1, 0, 0}});
  EXPECT_EQ(contest.leader(), CandidateId(2));  // costs nothing, as 0 and 1, but is ahead of one
  contest.observe({1, 1, {{pair(0, 1), CandidateId(0), 1}}}, std::vector{PairTotals{1, 0, 0}});
  EXPECT_EQ(contest.leader(), CandidateId(0));
  contest.observe({2, 2, {{pair(0, 3), CandidateId(0), 10}}}, std::vector{PairTotals{4, 6, 0}});
  EXPECT_EQ(contest.leader(), CandidateId(2));
  EXPECT_NEAR(contest.cost_of(CandidateId(0)), 10 * bernoulli_kl(.4, .5), 1e-9);
}

}  // namespace
}  // namespace megabandit
