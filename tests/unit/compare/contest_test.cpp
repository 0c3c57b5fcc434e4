// What every rank knows after some waves.

#include "compare/contest.hpp"

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
