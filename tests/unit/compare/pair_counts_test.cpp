// Counts of a few candidates are kept for every pair, those of many for the pairs that met: the same answers.

#include "compare/pairs/pair_counts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/random.hpp"

namespace megabandit {
namespace {

using Rows = std::vector<std::pair<Pair, PairTotals>>;

Pair drawn_pair(std::uint64_t index, std::uint32_t candidates) {
  const DrawName name{7, Stream::probe, 0, index};
  const auto one = static_cast<std::uint32_t>(below(name, candidates, 0));
  const auto other = static_cast<std::uint32_t>(below(name, candidates - 1, 1));
  return pair_of(CandidateId(one), CandidateId(other < one ? other : other + 1));
}

/// 600 waves of comparisons among the first 40 candidates.
PairCounts filled(std::uint64_t candidates) {
  PairCounts counts(candidates);
  for (std::uint64_t i = 0; i < 600; ++i) counts.add(drawn_pair(i, 40), {i % 3, i % 5, i % 2});
  return counts;
}

Rows rows(const PairCounts& counts) {
  Rows all;
  counts.for_each([&](Pair pair, const PairTotals& totals) { all.emplace_back(pair, totals); });
  return all;
}

TEST(PairCounts, AreTheSameForFewAndForMany) {
  const PairCounts few = filled(40), many = filled(kDenseCandidates + 1);
  EXPECT_EQ(rows(few), rows(many));
  EXPECT_EQ(few.comparisons(), many.comparisons());
  for (std::uint32_t a = 0; a < 40; ++a) {
    EXPECT_EQ(few.opponents(CandidateId(a)), many.opponents(CandidateId(a)));
    for (std::uint32_t b = 0; b < 40; ++b) {
      EXPECT_EQ(few.wins(CandidateId(a), CandidateId(b)), many.wins(CandidateId(a), CandidateId(b)));
      EXPECT_EQ(few.decided(CandidateId(a), CandidateId(b)), many.decided(CandidateId(a), CandidateId(b)));
    }
  }
  EXPECT_TRUE(many.opponents(CandidateId(2000)).empty());
}

TEST(PairCounts, ComeByIncreasingPairAndAddUp) {
  const PairCounts counts = filled(40);
  const Rows all = rows(counts);
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Rows::value_type::first));
  std::uint64_t sum = 0;
  for (const auto& [pair, totals] : all) {
    EXPECT_EQ(totals, counts.totals(pair));
    EXPECT_EQ(counts.decided(pair.a, pair.b), totals.a_wins + totals.b_wins);
    EXPECT_EQ(counts.wins(pair.b, pair.a), totals.b_wins);
    sum += totals.a_wins + totals.b_wins + totals.ties;
  }
  EXPECT_EQ(sum, counts.comparisons());
}

TEST(PairCounts, SurviveSaving) {
  for (const std::uint64_t candidates : {std::uint64_t{40}, kDenseCandidates + 1}) {
    SavedState state;
    filled(candidates).save(state);
    PairCounts loaded(candidates);
    loaded.add(drawn_pair(1, 40), {1, 1, 1});  // is forgotten
    loaded.load(state);
    EXPECT_EQ(rows(loaded), rows(filled(candidates)));
    EXPECT_EQ(loaded.comparisons(), filled(candidates).comparisons());
  }
}

TEST(PairCounts, RefuseMoreThanTheyCanCount) {
  PairCounts counts(2);
  const Pair pair{CandidateId(0), CandidateId(1)};
  counts.add(pair, {0xFFFFFFFFu, 0, 0});
  EXPECT_EQ(counts.wins(pair.a, pair.b), 0xFFFFFFFFu);
  EXPECT_THROW(counts.add(pair, {1, 0, 0}), InternalError);
}

// Every pair has its own place, whatever the number of candidates.
TEST(PerPair, HasAPlaceForEach) {
  for (const std::uint32_t candidates : {2u, 3u, 17u}) {
    PerPair<std::uint32_t> places(candidates);
    std::uint32_t next = 0;
    for (std::uint32_t a = 0; a < candidates; ++a)
      for (std::uint32_t b = a + 1; b < candidates; ++b) places[{CandidateId(a), CandidateId(b)}] = ++next;
    EXPECT_EQ(next, pairs_of(candidates));
    next = 0;
    for (std::uint32_t a = 0; a < candidates; ++a)
      for (std::uint32_t b = a + 1; b < candidates; ++b)
        EXPECT_EQ(places({CandidateId(a), CandidateId(b)}), ++next);
  }
}

}  // namespace
}  // namespace megabandit
