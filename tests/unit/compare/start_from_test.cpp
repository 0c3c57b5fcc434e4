// A contest that goes on from what an earlier procedure found.

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "compare/contest/contest.hpp"

namespace megabandit {
namespace {

CandidateId id(std::uint32_t value) { return CandidateId{value}; }

Pair pair(std::uint32_t a, std::uint32_t b) { return {id(a), id(b)}; }

Wave wave_of(std::vector<Pair> pairs) {
  Wave wave;
  for (const Pair one : pairs) wave.planned.push_back({one, one.a, 10});
  return wave;
}

PairCounts counts_of(Pair pair, const PairTotals& totals) {
  PairCounts counts(4);
  counts.add(pair, totals);
  return counts;
}

TEST(StartFrom, NothingIsAFreshContest) {
  Contest fresh(4, 0, nullptr), started(4, 0, nullptr);
  started.start_from(std::vector<double>(4), PairCounts(4));
  for (Contest* contest : {&fresh, &started})
    contest->observe(wave_of({pair(0, 1), pair(1, 3)}), std::vector<PairTotals>{{7, 3, 0}, {2, 8, 0}});
  for (std::uint32_t j = 0; j < 4; ++j)
    EXPECT_EQ(started.evidence().log_e(id(j)), fresh.evidence().log_e(id(j)));
}

TEST(StartFrom, EvidenceIsKeptAndCountedOnce) {
  Contest contest(4, 0, nullptr);
  contest.start_from({0.5, 2.5, -1, 0}, counts_of(pair(0, 1), {30, 10, 0}));
  EXPECT_EQ(contest.leader(), id(0));
  EXPECT_EQ(contest.evidence().log_e(id(1)), 2.5);
  EXPECT_EQ(contest.counts().decided(id(0), id(1)), 40U);
  contest.observe(wave_of({pair(2, 3)}), std::vector<PairTotals>{{5, 5, 0}});
  EXPECT_EQ(contest.evidence().log_e(id(1)), 2.5);
  EXPECT_EQ(contest.evidence().log_e(id(0)), 0.5);
}

// What counts from here on is how much likelier the next comparisons are than at one half, given those
// before: the product alone moves, by the gain of the pair, and the average by a third of it.
TEST(StartFrom, BetsGoOnFromWhatIsKnownOfThePair) {
  Contest contest(4, 0, nullptr);
  contest.start_from({0, 1, 0, 0}, counts_of(pair(0, 1), {30, 10, 0}));
  contest.observe(wave_of({pair(0, 1)}), std::vector<PairTotals>{{9, 1, 0}});
  const double gain = log_m1(11, 39) - log_m1(10, 30);
  EXPECT_NEAR(contest.evidence().log_e(id(1)),
              1 + std::log(0.5 * std::exp(gain) + 0.5 * (std::exp(gain) + 2) / 3), 1e-12);
}

// The likelihood of what was covered would be missing in that of the plug-in.
TEST(StartFrom, IsNotForAModel) {
  Contest contest(4, 0, std::make_unique<BradleyTerry>(RowMatrix<double>::Identity(4, 4), RidgeSettings{}));
  EXPECT_THROW(contest.start_from({0, 1, 0, 0}, counts_of(pair(0, 1), {30, 10, 0})), InternalError);
}

TEST(StartFrom, IsKeptByACheckpoint) {
  Contest contest(4, 0, nullptr);
  contest.start_from({0, 1, 0, 3}, counts_of(pair(0, 1), {30, 10, 2}));
  contest.observe(wave_of({pair(0, 1), pair(0, 2)}), std::vector<PairTotals>{{9, 1, 0}, {3, 6, 1}});
  SavedState state;
  contest.save(state);
  Contest other(4, 0, nullptr);
  other.load(state);
  EXPECT_EQ(other.leader(), contest.leader());
  for (std::uint32_t j = 0; j < 4; ++j)
    EXPECT_EQ(other.evidence().log_e(id(j)), contest.evidence().log_e(id(j)));
}

}  // namespace
}  // namespace megabandit
